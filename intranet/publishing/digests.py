"""Fingerprints of texts and of revisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def content_digest(content: Mapping[str, Any]) -> str:
    """Of a revision as a whole: a review holds for nothing else."""
    return _sha(content)


def text_digest(content: Mapping[str, Any]) -> str:
    """Of what a person wrote: title, summary and body without the ids of its blocks."""
    body = content.get("body")
    blocks = json.loads(body) if isinstance(body, str) and body else []
    introduction = content.get("introduction", "")
    return _sha([content.get("title", ""), content.get("summary", ""), introduction, _without_ids(blocks)])


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key != "id"}
    return value


def _sha(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
