"""Chance that repeats: every draw comes from a generator named by the seed and a label.

Labels keep parts independent: adding a notice does not change the complaints. Python's own ``hash`` is
salted per process, hence SHA-256. Nothing here is secret, so the plain generator is right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def dice(seed: int, *labels: object) -> Random:
    """The generator of one labelled part; the same arguments give the same numbers on every machine."""
    name = "/".join((str(seed), *(str(label) for label in labels)))
    return Random(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))  # noqa: S311  (demo data, no secret)


def weighted(rng: Random, items: Sequence[Item], weights: Sequence[int]) -> Item:
    """One item, drawn in proportion to its weight."""
    return rng.choices(items, weights=weights, k=1)[0]
