"""Lines in: plain and gzip, good and bad."""

from __future__ import annotations

import gzip
import json

import pytest

from intranet.imports.bodies import body_blocks
from intranet.imports.pacing import Pace, pieces
from intranet.imports.reading import Problems, SourceBroken, read_records
from portal.base.text import body_text

GOOD = {
    "id": "d1",
    "kind": "document",
    "title": "市容管理条例",
    "body": "第一条 总则。\n第二条 细则。",
    "date": "2021-05-01",
    "cat": "行政法规",
}


def line(**changes):
    return json.dumps({**GOOD, **changes}, ensure_ascii=False).encode()


def read(tmp_path, data, *, packed=False, **options):
    path = tmp_path / "in.jsonl"
    path.write_bytes(gzip.compress(data) if packed else data)
    problems = Problems()
    return list(read_records(path, kind=options.pop("kind", "document"), problems=problems, **options)), problems


@pytest.mark.parametrize("packed", [False, True])
def test_plain_and_gzip_give_the_same(tmp_path, packed):
    records, problems = read(tmp_path, b"\n".join([line(), line(id="d2")]) + b"\n", packed=packed)
    assert [record.id for record in records] == ["d1", "d2"]
    assert records[0].category == "行政法规"
    assert str(records[0].date) == "2021-05-01"
    assert problems.count == 0


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        (b"{", "JSON"),
        (b"[1]", "对象"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[" * 200_000, "JSON"),
        (line(id=""), "id"),
        (line(title=None), "title"),
        (line(title=["a"]), "title"),
        (line(title="长" * 256), "255"),
        (line(body="  \n "), "body"),
        (line(date="2021年5月"), "2021年5月"),
        (line(date="2021-13-01"), "2021-13-01"),
        (line(id="d1"), "重复"),
        (line(id="x" * 65), "64"),
    ],
)
def test_a_bad_line_is_named_by_number_and_skipped(tmp_path, bad, word):
    records, problems = read(tmp_path, b"\n".join([line(), bad, line(id="d3")]))
    assert [record.id for record in records] == ["d1", "d3"]
    assert [number for number, _reason in problems.shown] == [2]
    assert word in problems.shown[0][1]


def test_only_the_wanted_kind_and_no_more_than_the_limit(tmp_path):
    data = b"\n".join([line(), line(id="a1", kind="article"), line(id="d2"), line(id="d3")])
    assert [record.id for record in read(tmp_path, data)[0]] == ["d1", "d2", "d3"]
    assert [record.id for record in read(tmp_path, data, kind="article")[0]] == ["a1"]
    assert [record.id for record in read(tmp_path, data, kind="")[0]] == ["d1", "a1", "d2", "d3"]
    assert [record.id for record in read(tmp_path, data, limit=2)[0]] == ["d1", "d2"]


def test_control_characters_and_broken_surrogates_do_not_get_in(tmp_path):
    records, problems = read(tmp_path, b'{"id":"d1","title":"a\\u0000b\\ud800c","body":"x\\u0007y"}')
    assert (records[0].title, records[0].body) == ("abc", "xy")
    assert problems.count == 0


def test_a_truncated_archive_says_so(tmp_path):
    path = tmp_path / "in.gz"
    path.write_bytes(gzip.compress(b"\n".join(line(id=f"d{n}", body=str(n) * 400) for n in range(300)))[:-200])
    with pytest.raises(SourceBroken):
        list(read_records(path, kind="", problems=Problems()))


def test_every_line_of_a_body_is_kept_and_chapters_become_headings():
    text = "第一章 总则\n第一条 为了<管理>&服务。\n第七节相应改为第八节，第一条改为第二条。\n第二节 登记\n" + "\n".join(
        f"第{n}项" for n in range(150)
    )
    blocks = body_blocks(text, seed="d1")
    assert [block["value"]["text"] for block in blocks if block["type"] == "heading"] == ["第一章 总则", "第二节 登记"]
    assert body_text(blocks).split("\n") == text.split("\n")
    assert blocks == body_blocks(text, seed="d1")
    assert len({block["id"] for block in blocks}) == len(blocks)


def test_pieces_shrink_at_once_and_grow_slowly():
    slept = []
    pace = Pace(_sleep=slept.append)
    sizes = []
    for piece, weight in pieces(range(400), pace, length=lambda item: 500):
        assert weight == 2000 * len(piece)
        sizes.append(len(piece))
        pace.ran(weight, 0.001 * len(piece) if len(sizes) < 4 else 0.05 * len(piece))
    assert sizes[:4] == [10, 20, 40, 40]
    assert set(sizes[4:]) == {1}
    assert slept == [0.02] * len(sizes)
    assert pace.over == 1  # the one piece that was cut before the slowness showed


def test_a_long_text_is_a_piece_of_its_own():
    texts = ["x" * 100] * 3 + ["y" * 100_000] + ["z" * 100]
    assert [len(piece) for piece, _weight in pieces(texts, Pace(), length=len)] == [3, 1, 1]
