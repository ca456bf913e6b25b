"""The virus scanner, off unless FILES_SCAN_COMMAND names one.

The command gets a file's path as its last word and answers by exit code, as clamdscan does:
0 clean, 1 infected; anything else, or no answer in time, means that nothing can be stored now.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from core.files.enums import ScanState
from core.files.errors import FileCheckUnavailable, FileRefused

TIMEOUT_SECONDS = 60
logger = structlog.get_logger(__name__)


def scan(data: bytes) -> ScanState:
    """Scan bytes as they arrived. Raises FileRefused when infected, FileCheckUnavailable without an answer."""
    command: Sequence[str] = settings.FILES_SCAN_COMMAND
    if not command:
        return ScanState.UNSCANNED
    with tempfile.NamedTemporaryFile(prefix="scan-") as stream:
        stream.write(data)
        stream.flush()
        try:
            done = subprocess.run([*command, stream.name], capture_output=True, timeout=TIMEOUT_SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            logger.error("file.scan_unavailable", why=type(error).__name__)
            raise FileCheckUnavailable("the virus scanner did not answer") from error
    if done.returncode == 0:
        return ScanState.CLEAN
    if done.returncode == 1:
        logger.warning("file.infected", size=len(data))
        raise FileRefused(_("文件未通过安全检查，不能上传。"))
    logger.error("file.scan_unavailable", code=done.returncode)
    raise FileCheckUnavailable("the virus scanner failed")
