"""What the tags read out of other apps' objects: form errors as links, files as rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.forms import BaseForm
from django.forms.boundfield import BoundField

from core.ui.components import FileItem

KIND_ICONS = {
    "pdf": "file-text",
    "doc": "file-text",
    "docx": "file-text",
    "wps": "file-text",
    "ofd": "file-text",
    "txt": "file-text",
    "xls": "file-spreadsheet",
    "xlsx": "file-spreadsheet",
    "csv": "file-spreadsheet",
    "zip": "file-archive",
    "jpg": "image",
    "jpeg": "image",
    "png": "image",
    "webp": "image",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One message of the error summary; ``target`` is the id of the control to go to, or empty."""

    message: str
    target: str


def control_id(bound: BoundField) -> str:
    """Id of the control to focus. A group of choices has no control of its own: its first choice serves."""
    widget = bound.field.widget
    own_id = bound.auto_id
    if not own_id:
        return ""
    return f"{own_id}_0" if getattr(widget, "use_fieldset", False) else (bound.id_for_label or own_id)


def faults_of(forms: Iterable[BaseForm]) -> list[Fault]:
    """Messages of all forms in the order of their fields, those of no field first."""
    faults: list[Fault] = []
    for form in forms:
        if not isinstance(form, BaseForm) or not form.is_bound:
            continue
        faults += [Fault(str(message), "") for message in form.non_field_errors()]
        for bound in form:
            faults += [Fault(str(message), "" if bound.is_hidden else control_id(bound)) for message in bound.errors]
    return faults


def file_item(source: Any) -> FileItem:
    """A file of any app as FileItem: reads name/title, url, size and kind where the object has them."""
    if isinstance(source, FileItem):
        item = source
    else:
        url = getattr(source, "url", "") or getattr(source, "get_absolute_url", "")
        name = getattr(source, "name", "") or getattr(source, "title", "") or str(source)
        address = str(url() if callable(url) else url)
        item = FileItem(str(name), address, int(getattr(source, "size", 0) or 0), str(getattr(source, "kind", "") or ""))
    return item


def kind_of(item: FileItem) -> str:
    """Extension in lower case, from the kind or the name."""
    return (item.kind or PurePosixPath(item.name).suffix.lstrip(".")).lower()
