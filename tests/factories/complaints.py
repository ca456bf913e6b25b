"""Complaints for tests: drafts, submitted complaints with their code, forms as a browser fills them in."""

from __future__ import annotations

import itertools
import re
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from core.categories.enums import CategoryKind
from core.categories.models import MajorCategory, MinorCategory
from portal.complaints.drafts import ComplaintDraft
from portal.complaints.models import Complaint, PublicProgress
from portal.complaints.services import Receipt, complaint_submit, progress_set

NEW = "/complaints/new/"
_numbers = itertools.count(1)


def minor(name: str = "暴露垃圾") -> MinorCategory:
    """A subcategory nobody else has."""
    count = next(_numbers)
    major, _created = MajorCategory.objects.get_or_create(kind=CategoryKind.EVENT, code="T1", defaults={"name": "市容环境"})
    return MinorCategory.objects.create(major=major, code=f"{count % 9999:04d}", name=f"{name}{count}")


def draft(**fields: Any) -> ComplaintDraft:
    """An ordinary complaint."""
    defaults: dict[str, Any] = {"kind": "complaint", "place": "望河路与槐荫街路口", "description": "三盏路灯不亮。"}
    return ComplaintDraft(**{**defaults, **fields})


def submitted(*, photos: Any = (), key: str = "", at: Any = None, channel: str = "web", **fields: Any) -> Receipt:
    """A complaint in the database, with the code its resident holds."""
    return complaint_submit(draft=draft(**fields), key=key or f"test-key-{next(_numbers)}", photos=photos, channel=channel, at=at)


def form_key(response: HttpResponse) -> str:
    """The key in the form of a page."""
    found = re.search(r'name="key" value="([^"]+)"', response.content.decode())
    assert found, "the page has no form key"
    return found[1]


def photo_tokens(response: HttpResponse) -> list[str]:
    """The photos a page carries."""
    return re.findall(r'name="photo" value="([^"]+)"', response.content.decode())


def filled(key: str, **fields: Any) -> dict[str, Any]:
    """What a browser posts for an ordinary complaint."""
    data: dict[str, Any] = {
        "key": key,
        "kind": "complaint",
        "place": "望河路与槐荫街路口往西50米",
        "description": "晚上三盏路灯都不亮，已经一个星期了。",
        "category": "unknown",
        "area": "",
        "happened_at": "",
        "name": "",
        "phone": "",
        "email": "",
        "website": "",
    }
    return {name: value for name, value in {**data, **fields}.items() if value is not None}


def file_one(client: Client, **fields: Any) -> tuple[str, str]:
    """Fill in and send the form; number and code from the receipt."""
    page = client.get(NEW)
    answer = client.post(NEW, filled(form_key(page), **fields))
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return codes_of(client)


def codes_of(client: Client) -> tuple[str, str]:
    """Number and code on the receipt this browser may show."""
    text = client.get("/complaints/receipt/").content.decode()
    number = re.search(r"CG-\d{8}-\d{4,}", text)
    code = re.search(r"receipt__code\">([^<]+)<", text)
    assert number
    assert code
    return number[0], code[1]


LOOKUP = "/complaints/progress/"


def page_of(complaint: Complaint) -> str:
    """The address of a progress page."""
    return f"{LOOKUP}{complaint.number}/"


def looked_up(client: Client, receipt: Receipt) -> Client:
    """The client after typing number and code."""
    answer = client.post(LOOKUP, {"number": receipt.complaint.number, "code": receipt.code})
    assert answer.status_code == 303
    return client


def set_progress(complaint: Complaint, state: str, **fields: Any) -> PublicProgress:
    """As casework does it, inside its own transaction."""
    with transaction.atomic():
        return progress_set(complaint=complaint, public_state=state, **{"at": timezone.now(), **fields})


def send(client: Client, complaint: Complaint, kind: str, **fields: Any) -> HttpResponse:
    """Fill in one of the forms on the progress page; where it offers none, post all the same."""
    text = client.get(page_of(complaint)).content.decode()
    found = re.search(rf'action="[^"]*/{kind}/".*?name="key" value="([^"]+)"', text, re.S)
    key = found[1] if found else form_key(client.get(NEW))
    return client.post(f"{page_of(complaint)}{kind}/", {"key": key, **fields})
