"""Drawn photographs as stored files: each scene is drawn at most twice, before and after."""

from __future__ import annotations

from random import Random

from django.core.files.base import ContentFile
from django.utils import timezone

from core.files.models import StoredFile
from core.files.services import image_store
from intranet.demo.drawings import photo, scene_for

SUMMER = 7


class Album:
    """Gives a photograph for a family of problems; the same few serve all cases of the family."""

    def __init__(self) -> None:
        self.month = timezone.localdate().month
        self._made: dict[tuple[str, bool], StoredFile] = {}

    def picture(self, family: str, after: bool, rng: Random) -> StoredFile:
        """One of the family's pictures; ``after`` shows the same scene put right."""
        scene = scene_for(family, month=rng.choice((SUMMER, self.month)), number=rng.randrange(3))
        key = (scene.key, after)
        if key not in self._made:
            upload = ContentFile(photo(scene, fixed=after), name="现场照片.jpg")
            self._made[key] = image_store(upload=upload, by=None)
        return self._made[key]
