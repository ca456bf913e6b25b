"""Words and bigrams of a normalised text.

Both are indexed: words serve short lay queries, bigrams long questions and whatever the dictionary
splits badly. jieba's search mode is used on both sides, so that 北京 finds 北京市.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from rjieba import Jieba

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
FIRST_HAN = "\u3005"
# A run of Han characters, or a run of letters and digits of any other script.
_RUN = re.compile(f"([{HAN}]+)|([^\\W_{HAN}]+)")
LONGEST = 64  # of a token; Elasticsearch would break one of more than 255 characters in two
DICTIONARY = Path(__file__).with_name("dictionary.txt")


@lru_cache(maxsize=1)
def segmenter() -> Jieba:
    """jieba with its own dictionary and ours. Loading takes 0.4 s and happens once in a process."""
    jieba = Jieba()
    for line in DICTIONARY.read_text(encoding="utf-8").splitlines():
        word = line.partition("#")[0].strip()
        if word:
            jieba.add_word(word, None, None)
    return jieba


def words(text: str) -> list[str]:
    """Words of a normalised text: Han words by jieba, with the shorter words inside a long one; runs of
    other letters and digits whole. Not in reading order (phrases are looked up in the bigrams)."""
    found = [piece for piece in segmenter().cut_for_search(text) if piece >= FIRST_HAN and piece.isalnum()]
    found.extend(match[0][:LONGEST] for match in _RUN.finditer(text) if match[1] is None)
    return found


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of Han characters; a lone one stays single, other scripts stay whole."""
    found: list[str] = []
    for match in _RUN.finditer(text):
        run = match[0]
        if match[1] is None or len(run) == 1:
            found.append(run[:LONGEST])
        else:
            found.extend(map("".join, pairwise(run)))
    return found
