"""Units, people, categories and the calendar from a CSV file: chosen, previewed, then written.

Between preview and writing the file travels through the page, compressed and signed, so that what was
previewed is what is written and nothing has to be stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.calendars.arrangements import HEADINGS as CALENDAR_HEADINGS
from core.calendars.services import calendar_import
from core.categories.loading import categories_load_content
from core.categories.table import HEADINGS as CATEGORY_HEADINGS
from core.phrases import listed
from core.tables import TableRefused
from core.ui.components import Crumb
from core.units.actors import Actor
from intranet.accounts.services.links import address_of
from intranet.registry.listing import actor_from, csv_bytes
from intranet.registry.permissions import may_change
from intranet.registry.services.imports import PEOPLE_HEADINGS, UNIT_HEADINGS, people_import, units_import
from intranet.registry.views.pages import crumbs

# The signed copy of the file must fit into one form field (DATA_UPLOAD_MAX_MEMORY_SIZE).
LARGEST = 512 * 1024
SALT = "intranet.registry.import"
LIFETIME_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Result:
    """What an import would do or did. ``errors`` empty: it can be written."""

    lines: Sequence[str]
    errors: Sequence[str]
    changed: bool
    links: Sequence[tuple[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table that can be imported. ``key`` is the screen whose right it needs."""

    key: str
    label: Promise
    headings: Sequence[str]
    example: Sequence[str]
    run: Callable[[bytes, Actor, bool], Result]


def _units(content: bytes, by: Actor, dry_run: bool) -> Result:
    report = units_import(content=content, by=by, dry_run=dry_run)
    return Result(
        _lines(report.created, report.changed, report.unchanged),
        [str(error) for error in report.errors],
        bool(report.created or report.changed),
    )


def _people(content: bytes, by: Actor, dry_run: bool) -> Result:
    report = people_import(content=content, by=by, dry_run=dry_run)
    links = [(str(link.user), address_of(link)) for link in report.links]
    changed = bool(report.created or report.changed)
    return Result(_lines(report.created, report.changed, report.unchanged), [str(error) for error in report.errors], changed, links)


def _lines(created: Sequence[str], changed: Sequence[str], unchanged: int) -> list[str]:
    lines = [_("新建 %(new)d，修改 %(changed)d，未变 %(same)d。") % {"new": len(created), "changed": len(changed), "same": unchanged}]
    if created:
        lines.append(_("新建：%(names)s") % {"names": _some(created)})
    if changed:
        lines.append(_("修改：%(names)s") % {"names": _some(changed)})
    return lines


def _some(names: Sequence[str], most: int = 30) -> str:
    more = _("等%(count)d个") % {"count": len(names)} if len(names) > most else ""
    return listed(names[:most]) + more


def _categories(content: bytes, by: Actor, dry_run: bool) -> Result:
    report = categories_load_content(content=content, by=by, dry_run=dry_run)
    line = _("新建 %(created)d，修改 %(updated)d，立案条件新版本 %(revised)d，未变 %(unchanged)d。") % {
        "created": report.created,
        "updated": report.updated,
        "revised": report.revised,
        "unchanged": report.unchanged,
    }
    return Result([line], [str(error) for error in report.errors], report.changed)


def _calendar(content: bytes, by: Actor, dry_run: bool) -> Result:
    report = calendar_import(content=content, by=by, dry_run=dry_run)
    lines = []
    for year in report.years:
        what = (
            _("新增 %(added)d 天，取消 %(removed)d 天") % {"added": len(year.added), "removed": len(year.removed)}
            if year.changed
            else _("未变")
        )
        lines.append(
            _("%(year)d年（%(document)s）：放假 %(off)d 天，调休上班 %(on)d 天；%(what)s。")
            % {"year": year.year, "document": year.document_no, "off": year.holidays, "on": year.workdays, "what": what}
        )
    return Result(lines, [str(error) for error in report.errors], any(year.changed for year in report.years))


CALENDAR_COLUMNS = [heading for heading in CALENDAR_HEADINGS if not heading.isascii()]
KINDS = {
    "units": Kind(
        "units",
        gettext_lazy("单位"),
        list(UNIT_HEADINGS),
        ("MU-99", "示例管理处", "示例处", "成员单位", "COMMITTEE", "已接入", "负责示例事项", "示例路1号", "0000-0000000", "100"),
        _units,
    ),
    "people": Kind(
        "people",
        gettext_lazy("人员"),
        list(PEOPLE_HEADINGS),
        ("lisi", "李四", "lisi@example.test", "MU-99", "科长", "经办人、联络人", "联络人"),
        _people,
    ),
    "categories": Kind(
        "categories",
        gettext_lazy("分类与立案条件"),
        list(CATEGORY_HEADINGS),
        ("事件", "01", "市容环境", "01", "暴露垃圾", "", "", "否", "否", "1", "垃圾散落", "城区", "2", "工作时", "清理干净", "环卫", ""),
        _categories,
    ),
    "calendar": Kind(
        "calendar",
        gettext_lazy("工作日历"),
        CALENDAR_COLUMNS,
        ("2027", "2027-01-01", "放假", "元旦", "国办发明电〔2026〕1号", "关于2027年部分节假日安排的通知", "2026-11-01", "全国"),
        _calendar,
    ),
}


class UploadForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("CSV文件"), help_text=gettext_lazy("UTF-8或GB18030编码，最大512 KB，最多1000行。"))

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError(_("文件超过512 KB，请分成几个文件。"))
        content: bytes = upload.read()
        return content


def _kind(request: HttpRequest, name: str) -> Kind:
    kind = KINDS.get(name)
    if kind is None:
        raise Http404
    if not may_change(request.user, kind.key):
        raise PermissionDenied
    return kind


@require_http_methods(["GET", "POST"])
def import_table(request: HttpRequest, name: str) -> HttpResponse:
    """Choose a file, see what it would do, write it."""
    kind = _kind(request, name)
    form = UploadForm(request.POST or None, request.FILES or None) if "signed" not in request.POST else UploadForm()
    content = _content(request, form)
    if content is None:
        return _page(request, name, kind, form, status=422 if form.errors else 200)
    writing = "signed" in request.POST
    try:
        result = kind.run(content, actor_from(request), not writing)
    except TableRefused as error:
        if form.is_bound:
            form.add_error("file", str(error))
        else:
            messages.error(request, str(error))
        return _page(request, name, kind, form, status=422)
    if writing and not result.errors:
        return _written(request, name, kind, result)
    return _page(request, name, kind, form, result=result, content=content)


def _content(request: HttpRequest, form: UploadForm) -> bytes | None:
    """The file just chosen, or the one that was previewed."""
    if signed := request.POST.get("signed"):
        try:
            text: str = signing.loads(signed, salt=SALT, max_age=LIFETIME_SECONDS)
        except signing.BadSignature:
            messages.error(request, _("预览已过期，请重新选择文件。"))
            return None
        return text.encode("latin-1")
    if request.method == "POST" and form.is_valid():
        content: bytes = form.cleaned_data["file"]
        return content
    return None


def _written(request: HttpRequest, name: str, kind: Kind, result: Result) -> HttpResponse:
    messages.success(request, " ".join(result.lines[:1]) or _("已导入。"))
    if result.links:
        return _page(request, name, kind, UploadForm(), result=result, done=True)
    return HttpResponseRedirect(reverse(f"intranet_registry:{kind.key}"))


def _page(
    request: HttpRequest,
    name: str,
    kind: Kind,
    form: UploadForm,
    *,
    result: Result | None = None,
    content: bytes = b"",
    done: bool = False,
    status: int = 200,
) -> HttpResponse:
    can_write = bool(result and not done and not result.errors and result.changed)
    context = {
        "form": form,
        "kind": kind,
        "name": name,
        "result": result,
        "done": done,
        "signed": signing.dumps(content.decode("latin-1"), salt=SALT, compress=True) if can_write else "",
        "heading": _("导入%(what)s") % {"what": kind.label},
        "crumbs": crumbs(kind.key, Crumb(_("导入"))),
        "back": reverse(f"intranet_registry:{kind.key}"),
    }
    return render(request, "intranet/registry/import.html", context, status=status)


@require_GET
def import_template(request: HttpRequest, name: str) -> HttpResponse:
    """An empty table with one example row."""
    kind = _kind(request, name)
    response = HttpResponse(csv_bytes(kind.headings, [kind.example]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-template.csv"'
    return response
