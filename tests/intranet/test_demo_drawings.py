"""Drawn photographs: they open, differ before and after, are the same every time and carry nothing else."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageChops

from core.files.images import image_clean
from intranet.demo.complaints import subjects
from intranet.demo.drawings import draw, photo, scene_for, scenes
from intranet.demo.drawings.catalogue import FAMILIES

SCENES = sorted(scenes())


@pytest.mark.parametrize("key", SCENES)
def test_before_and_after_are_two_pictures_of_one_place(key: str) -> None:
    before, after = draw(scenes()[key], fixed=False), draw(scenes()[key], fixed=True)
    assert before.size == after.size == (1200, 900)
    changed = ImageChops.difference(before, after).convert("L").point(lambda value: 255 if value > 24 else 0)
    share = changed.histogram()[255] / (1200 * 900)
    assert 0.0004 < share < 0.85, "the problem is seen, and it is the same place"


@pytest.mark.parametrize("key", SCENES[::9])
def test_a_photo_is_a_jpeg_without_metadata(key: str) -> None:
    data = photo(scenes()[key], fixed=False)
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        assert "exif" not in image.info
        assert "comment" not in image.info
    assert 40_000 < len(data) < 180_000
    assert ContentFile(image_clean(data).full).size < 180_000


def test_the_same_scene_is_drawn_alike() -> None:
    scene = scenes()["litter-1"]
    assert photo(scene, fixed=False) == photo(scene, fixed=False)


def test_scenes_are_distinct() -> None:
    assert len({photo(scenes()[key], fixed=False) for key in SCENES}) == len(SCENES) > 60


def test_every_visible_problem_is_drawn() -> None:
    drawn = {subject.family for subject in subjects().values() if subject.is_drawn}
    assert drawn <= set(FAMILIES)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_family_has_a_scene_for_every_month(family: str) -> None:
    for month in range(1, 13):
        for number in range(4):
            assert scene_for(family, month=month, number=number).family == family


@pytest.mark.parametrize("family", ["litter", "parking", "pothole", "shopfront"])
def test_winter_pictures_are_for_winter(family: str) -> None:
    assert scene_for(family, month=1, number=0).season == "winter"
    assert scene_for(family, month=7, number=0).season != "winter"
