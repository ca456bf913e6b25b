"""The form of a letter, made from its kind's rule; the forms of acts are made from their needs (intranet/records)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.units.actors import Actor
from core.units.enums import JoinStatus, UnitKind
from core.units.models import Unit, User
from core.units.selectors import scope_of
from intranet.records.fields import KeptFilesField
from intranet.records.forms import RecordChoice, UnitsChoice, field_for
from intranet.records.once import OnceField
from intranet.sharing.kinds import KindRule
from intranet.sharing.models import Letter
from intranet.sharing.permissions import WRITERS, present_rows
from intranet.sharing.selectors import answerable

NOT_SINGLE = (UnitKind.COMMITTEE,)
NOT_MANY = (UnitKind.COMMITTEE, UnitKind.COMMUNITY)
BODY_LENGTH = 6000


def sending_units(user: User, rule: KindRule) -> QuerySet[Unit]:
    """The units in whose name the person may send such letters."""
    places = {unit for role, unit in scope_of(user).role_units if role in WRITERS}
    return Unit.objects.active().filter(pk__in=places, kind__in=rule.senders)


class LetterForm(forms.Form):
    """A new letter, or ``letter`` changed before it is sent (again). ``proposed`` are values to begin with."""

    title = forms.CharField(label=_("标题"), max_length=100, help_text=_("例如：关于望河路12号占道经营情况的函。"))

    def __init__(
        self,
        rule: KindRule,
        actor: Actor,
        data: Any = None,
        files: Any = None,
        *,
        letter: Letter | None = None,
        proposed: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial=dict(proposed or {}))
        assert actor.user is not None
        self.rule, self.letter = rule, letter
        record = letter or Letter(kind=rule.kind, details={})
        self.fields["once"] = OnceField()
        self._add_sides(actor.user, letter)
        if rule.answers:
            letters = answerable(actor.user, frozenset(rule.answers))
            self.fields["answers"] = RecordChoice(label=_("所回复的函件"), queryset=_whole(letters), required=False)
            self.fields["answers"].initial = record.answers_id
        for need in rule.fields:
            self.fields[need.name] = field_for(need, record)
        self.fields["body"] = forms.CharField(
            label=str(rule.body), max_length=BODY_LENGTH, required=rule.body_required, initial=record.body,
            widget=forms.Textarea(attrs={"rows": 8, "maxlength": BODY_LENGTH}),
        )  # fmt: skip
        kept = KeptFilesField(kind="files", label=_("附件"), required=False, help_text=_("PDF、DOCX、XLSX或TXT，每份不超过20 MB。"))
        kept.actor = actor
        self.fields["files"] = kept
        if letter is not None:
            self.fields["title"].initial = letter.title
        self.order_fields(["once", "sender_unit", "recipients", "answers", "title"])

    def _add_sides(self, user: User, letter: Letter | None) -> None:
        if letter is None:
            own = sending_units(user, self.rule)
            only = own.first() if own.count() == 1 else None
            self.fields["sender_unit"] = RecordChoice(label=_("发出单位"), queryset=own, initial=only)
        units = Unit.objects.active().exclude(joined_status=JoinStatus.NOT_JOINED).select_related("parent")
        if self.rule.many:
            self.fields["recipients"] = UnitsChoice(label=_("收文单位"), queryset=units.exclude(kind__in=NOT_MANY))
        else:
            self.fields["recipients"] = RecordChoice(label=_("收文单位"), queryset=units.exclude(kind__in=NOT_SINGLE))
        if letter is not None:
            rows = [row.unit_id for row in present_rows(letter)]
            self.fields["recipients"].initial = rows if self.rule.many else (rows or [None])[0]

    @property
    def recipients(self) -> list[Unit]:
        """The chosen units; call after validation."""
        chosen = self.cleaned_data["recipients"]
        return list(chosen) if self.rule.many else [chosen]

    @property
    def facts(self) -> dict[str, Any]:
        """What the kind's fields say; call after validation."""
        names = {need.name for need in self.rule.fields} | {"body", "answers"}
        return {name: value for name, value in self.cleaned_data.items() if name in names}

    def add_refusal(self, fields: Mapping[str, str]) -> None:
        """Put the service's messages beside their fields."""
        for name, message in fields.items():
            self.add_error(name if name in self.fields else None, message)


def _whole(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """A sliced queryset cannot be looked up by key: narrow by the slice's keys instead."""
    return Letter.objects.filter(pk__in=list(letters.values_list("pk", flat=True))).order_by("-sent_at")


class MarkForm(forms.Form):
    """机关代字 of one unit."""

    mark = forms.CharField(label=_("机关代字"), max_length=20)
