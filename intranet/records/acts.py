"""Doing an act from a record's page: one way for every kind with a transition table.

An app gives a :class:`RecordPage`; its act view is then one line. What is refused comes back with a
sentence, beside the field where it belongs to one, and with everything that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.ui.requests import acting
from core.workflow.errors import IllegalTransition, InvalidData, NotAllowed, WorkflowError
from core.workflow.registry import machine_of
from core.workflow.selectors import ActionOffer, legal_actions
from core.workflow.services import advance
from intranet.records.forms import ActionForm


@dataclass(frozen=True, slots=True)
class Offer:
    """An act with its form; ``form`` is None where nothing is asked."""

    offer: ActionOffer
    url: str
    form: ActionForm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """What the shared act view must know of a kind's page.

    ``show`` draws the page, with the form that failed if there is one, and a status. ``visible`` is asked
    again after the act, since an act may take the record out of the person's sight; ``after`` is then where
    to go. ``number`` is what people call the record.
    """

    show: Callable[[HttpRequest, Any, ActionForm | None, int], HttpResponse]
    url: Callable[[Any], str]
    act_url: Callable[[Any, str], str]
    list_url: Callable[[], str]
    visible: Callable[[HttpRequest, Any], bool]
    number: Callable[[Any], str]
    back: str | Promise


def offers_of(request: HttpRequest, record: Any, page: RecordPage, failed: ActionForm | None) -> list[Offer]:
    """The legal acts with their forms, likely ones first."""
    actor = acting(request)
    rows: list[Offer] = []
    for offer in legal_actions(record, actor):
        form = ActionForm(offer.transition, record, actor) if offer.transition.needs else None
        if failed is not None and failed.transition.action == offer.action:
            form = failed
        rows.append(Offer(offer, page.act_url(record, offer.action), form))
    return rows


def act_context(request: HttpRequest, record: Any, page: RecordPage, failed: ActionForm | None) -> dict[str, Any]:
    """What ``intranet/records/next_acts.html`` draws: the acts, split into likely ones and the rest."""
    offers = offers_of(request, record, page, failed)
    return {
        "likely": [row for row in offers if row.offer.likely],
        "others": [row for row in offers if not row.offer.likely],
        "failed": failed,
        # An act under 更多 that came back with errors must not hide them.
        "more_open": any(row.form is failed is not None and not row.offer.likely for row in offers),
    }


def record_act(request: HttpRequest, record: Any, action: str, page: RecordPage) -> HttpResponse:
    """Do an act on a record that this person was already found to see."""
    transition = machine_of(record).find(record.state, action)
    actor = acting(request)
    if transition is None:
        return _refused(request, record, page, IllegalTransition(_("状态已变化，该事项不能再办理。")), status=409)
    form = ActionForm(transition, record, actor, request.POST, request.FILES)
    # Rights come before fields: a person without the right learns nothing about the form.
    if not any(offer.action == action for offer in legal_actions(record, actor)):
        return _try(request, record, action, page, {})
    if not form.is_valid():
        return page.show(request, record, form, 422)
    return _try(request, record, action, page, form.cleaned_data, form)


def _try(
    request: HttpRequest, record: Any, action: str, page: RecordPage, data: dict[str, Any], form: ActionForm | None = None
) -> HttpResponse:
    try:
        advance(record, action, by=acting(request), data=data)
    except InvalidData as error:
        if form is None:
            return _refused(request, record, page, error, status=422)
        form.add_refusal(error.fields)
        return page.show(request, record, form, 422)
    except NotAllowed as error:
        return _refused(request, record, page, error, status=403)
    except WorkflowError as error:
        return _refused(request, record, page, error, status=409)
    messages.success(request, _("已办理：%(number)s") % {"number": page.number(record)})
    return HttpResponseRedirect(page.url(record) if page.visible(request, record) else page.list_url())


def _refused(request: HttpRequest, record: Any, page: RecordPage, error: WorkflowError, *, status: int) -> HttpResponse:
    """A short page: why, the way back to the record, and what was typed, so that it can be copied."""
    fields = {need.name for row in machine_of(record).transitions for need in row.needs if need.kind in ("text", "line")}
    typed = [text for name in sorted(fields) if (text := request.POST.get(name, "").strip())]
    context = {"number": page.number(record), "url": page.url(record), "back": page.back, "message": error.message, "typed": typed}
    return render(request, "intranet/records/refused.html", context, status=status)
