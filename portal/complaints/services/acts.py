"""Residents' later acts: written down here, carried out by the worker (topic "complaints.act")."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.audit.services import record
from core.files.models import StoredFile
from core.files.services import file_save, files_attach
from core.outbox.services import emit
from core.units.actors import REQUESTER
from core.workflow.moment import act_moment
from portal.complaints.codes import key_hash
from portal.complaints.drafts import Photo
from portal.complaints.enums import PHOTO_ROLE, ActKind, ActState
from portal.complaints.errors import ActRefused
from portal.complaints.models import Complaint, RequesterAct
from portal.complaints.permissions import rights
from portal.complaints.selectors import dossier_of, reopen_until

ACT_TOPIC = "complaints.act"


def act_submit(
    *, complaint: Complaint, kind: str, key: str, text: str = "", rating: int | None = None, photos: Sequence[Photo] = ()
) -> RequesterAct:
    """Write an act down for the worker. The same form key gives the act that is there.

    Raises ActRefused when the act is not possible now. The rows are written in one transaction.
    """
    known = RequesterAct.objects.filter(key_hash=key_hash(key), complaint=complaint).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _write(complaint, ActKind(kind), key, text, rating, photos)
    except IntegrityError:
        return RequesterAct.objects.get(key_hash=key_hash(key), complaint=complaint)


def act_settle(*, act: RequesterAct, applied: bool, reason: str = "") -> RequesterAct:
    """The worker's word on an act, in the transaction in which it was carried out. ``reason`` is shown to the resident."""
    act.state = ActState.APPLIED if applied else ActState.REFUSED
    act.refusal_reason = "" if applied else reason[:300]
    act.settled_at = act_moment()
    act.save(update_fields=["state", "refusal_reason", "settled_at"])
    return act


def _write(complaint: Complaint, kind: ActKind, key: str, text: str, rating: int | None, photos: Sequence[Photo]) -> RequesterAct:
    # On SQLite the transaction holds the write lock already; elsewhere the row's lock keeps two acts apart.
    Complaint.objects.select_for_update().get(pk=complaint.pk)
    dossier = dossier_of(complaint)
    now = act_moment()
    allowed = rights(dossier.progress, (shown.act for shown in dossier.acts), now=now, reopen_until=reopen_until(dossier.progress))
    if not allowed.allows(kind):
        raise ActRefused(_refusal(kind))
    act = RequesterAct.objects.create(complaint=complaint, kind=kind, rating=rating, text=text, key_hash=key_hash(key), created=now)
    if photos:
        stored = [photo if isinstance(photo, StoredFile) else file_save(prepared=photo, by=REQUESTER) for photo in photos]
        files_attach(files=stored, subject=act, role=PHOTO_ROLE)
    # One key with the submission's own message: the case is opened before anything is done to it.
    emit(ACT_TOPIC, {"act": act.pk, "complaint": complaint.pk, "kind": kind.value}, key=str(complaint.pk))
    record(action=f"complaint.{kind.value}", by=REQUESTER, subject=complaint, data={"act": act.pk, "photos": len(photos)})
    return act


def _refusal(kind: ActKind) -> str:
    return {
        ActKind.RATING: _("现在还不能评价，或者您已经评价过了。"),
        ActKind.SUPPLEMENT: _("这件事已经办结或结束，不能再补充。如需继续反映，请要求重新办理或重新填写。"),
        ActKind.WITHDRAWAL: _("这件事已交单位办理或已结束，不能撤回。您可以补充情况说明。"),
        ActKind.REOPENING: _("现在不能要求重新办理：还没有结案、已超过期限，或已经提出过。"),
    }[kind]
