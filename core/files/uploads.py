"""Keeps one request from filling the disk: uploads are streamed to it before any form sees them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUploadHandler(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS: refuses by the announced length, and by what really arrives."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received = 0

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:  # noqa: N803
        """Raises RequestDataTooBig (answered with 400) before anything is written."""
        if content_length > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig("the uploads of one request are too large")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Counts over all files of the request and hands the data on."""
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig("the uploads of one request are too large")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps the file."""
        return None
