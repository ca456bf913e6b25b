"""Drawn photographs as stored files: each scene is drawn at most twice, before and after."""

from __future__ import annotations

from random import Random

from django.core.files.base import ContentFile

from core.files.models import StoredFile
from core.files.services import image_store
from intranet.demo.drawings import photo, scene_for
from intranet.demo.pieces import once

SUMMER = 7


class Album:
    """Gives a photograph for a family of problems; the same few serve all cases of the family."""

    def __init__(self, *, month: int) -> None:
        self.month = month
        self._made: dict[tuple[str, bool], StoredFile] = {}

    def picture(self, family: str, after: bool, rng: Random) -> StoredFile:
        """One of the family's pictures; ``after`` shows the same scene put right."""
        scene = scene_for(family, month=rng.choice((SUMMER, self.month)), number=rng.randrange(3))
        key = (scene.key, after)
        if key not in self._made:

            def draw() -> dict[str, int]:
                upload = ContentFile(photo(scene, fixed=after), name="现场照片.jpg")
                return {"file": image_store(upload=upload, by=None).pk}

            known = once(f"picture-{scene.key}-{'after' if after else 'before'}", draw)
            self._made[key] = StoredFile.objects.get(pk=known["file"])
        return self._made[key]
