"""The tags of {% load ui %} and the field component."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import html5lib
import pytest
import time_machine
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from core.ui import charts, navigation
from core.ui.components import Chip, FileItem, Stage, Tab, Term, TimelineEntry
from core.ui.describe import faults_of
from core.ui.icons import SPRITE, build_sprite, symbol_names

ROOT = Path(settings.STATICFILES_DIRS[0]).parent
SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENT = datetime(2026, 11, 23, 14, 30, tzinfo=SHANGHAI)


def draw(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def valid(fragment: str) -> str:
    html5lib.HTMLParser(strict=True).parse(
        f'<!DOCTYPE html><html lang="zh-Hans"><head><title>t</title></head><body>{fragment}</body></html>'
    )
    return fragment


class Sample(forms.Form):
    kind = forms.ChoiceField(label="做什么", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    place = forms.CharField(label="在哪里", help_text="路名")
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="同意", required=False)
    secret = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize(
    ("value", "word"), [("green", "在期"), ("yellow", "将到期"), ("red", "超期"), ("stopped", "已停"), ("none", "无时限")]
)
def test_a_lamp_has_a_shape_and_a_word(value: str, word: str):
    drawn = valid(draw("{% lamp value text %}", value=value, text="剩<1>天"))
    assert word in drawn
    assert "<path" in drawn
    assert "剩&lt;1&gt;天" in drawn


def test_lamp_shapes_differ_and_an_unknown_value_is_no_lamp():
    shapes = {re.search(r' d="([^"]+)"', draw(f'{{% lamp "{value}" %}}')).group(1) for value in ("green", "yellow", "red", "stopped")}  # type: ignore[union-attr]
    assert len(shapes) == 4
    assert "lamp--none" in draw('{% lamp "purple" %}')


@time_machine.travel(MOMENT)
def test_dates_are_written_as_people_write_them():
    assert draw("{{ at|zh_datetime }}|{{ at|zh_date }}|{{ at|zh_due }}|{{ at|iso_date }}", at=MOMENT) == (
        "11月23日 周一 14:30|2026年11月23日|11月23日（周一）|2026-11-23"
    )
    assert draw("{{ at|zh_due }} {{ at|zh_datetime }}", at=date(2025, 1, 3)) == "2025年1月3日（周五） 2025年1月3日 周五"
    assert draw("{{ at|zh_date }}{{ at|zh_due }}{% moment at %}", at=None) == "———"
    assert 'datetime="2026-11-23T14:30+08:00"' in valid(draw("{% moment at %}", at=MOMENT))
    with translation.override("en"):
        assert draw("{{ at|zh_datetime }}|{{ at|zh_due }}", at=MOMENT) == "Mon 23 Nov 14:30|Mon 23 Nov"


def test_an_absent_figure_is_a_dash_and_never_zero():
    assert draw("{{ a|ratio:b }} {{ c|ratio:d }} {{ e|or_dash }}", a=0, b=0, c=1, d=3, e=None) == "— 33.3% —"
    assert "—" in draw("{% bar_cell value 10 %}", value=None)
    assert "<rect" not in draw("{% bar_cell value 10 %}", value=None)


def test_bars_begin_at_zero_and_stay_inside():
    assert [charts.share(value, 50) for value in (-5, 0, 25, 50, 80)] == [0.0, 0.0, 50.0, 100.0, 100.0]
    assert charts.share(3, 0) == 0.0


@pytest.mark.parametrize("values", [[1, 1, 1], [0, 0], [5, -5, 3], [96.1, 96.2], [1e9, 0]])
def test_a_trend_stays_inside_its_frame(values: list[float]):
    line = charts.sparkline(values)
    assert line is not None
    for point in line.points.split():
        x, y = map(float, point.split(","))
        assert 0 <= x <= charts.WIDTH
        assert charts.MARGIN - 0.1 <= y <= charts.HEIGHT - charts.MARGIN + 0.1
    assert charts.sparkline(values[:1]) is None


def test_page_nav_keeps_the_query_and_lists_no_numbers():
    request = RequestFactory().get("/?q=井盖&page=2&state=open")
    drawn = valid(draw("{% page_nav page %}", page=Paginator(range(100), 25).page(2), request=request))
    assert drawn.count("<a ") == 2
    assert "page=1" in drawn
    assert "page=3" in drawn
    assert drawn.count("state=open") == 2
    assert "第 2 / 4 页" in drawn
    assert "共 100 条" in drawn
    assert draw("{% page_nav page %}", page=Paginator([], 25).page(1)).strip() == ""


def test_error_summary_leads_to_each_field():
    form = Sample({"secret": "x"})
    drawn = valid(draw("{% error_summary form %}{{ form }}", form=form))
    targets = re.findall(r'<a href="#([^"]+)"', drawn)
    assert targets == ["id_kind_0", "id_place"]
    assert all(f'id="{target}"' in drawn for target in targets)
    assert draw("{% error_summary form %}", form=Sample()).strip() == ""


def test_errors_of_no_field_and_of_hidden_fields_are_said_too():
    form = Sample({"kind": "a", "place": "路口"})
    form.add_error(None, "已有同样的反映")
    faults = faults_of([form])
    assert [fault.target for fault in faults] == ["", ""]
    assert "已有同样的反映" in draw("{{ form }}", form=form)


def test_a_field_is_bound_to_its_label_hint_and_error():
    drawn = valid(draw("{{ form.place.as_field_group }}", form=Sample({"place": ""})))
    assert 'for="id_place"' in drawn
    assert 'aria-describedby="id_place_helptext id_place_error"' in drawn
    assert 'id="id_place_helptext"' in drawn
    assert 'id="id_place_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "field--wrong" in drawn


def test_choices_are_a_group_with_a_legend_and_options_say_so():
    drawn = valid(draw("{{ form }}", form=Sample()))
    assert re.search(r"<fieldset[^>]*>\s*<legend[^>]*>做什么", drawn)
    assert drawn.count("（选填）") == 1
    assert 'type="hidden" name="secret"' in drawn


def test_typed_text_comes_back_escaped():
    drawn = valid(draw("{{ form }}", form=Sample({"place": '"><script>alert(1)</script>', "note": "</textarea><b>"})))
    assert "<script" not in drawn
    assert "</textarea><b>" not in drawn


def test_files_carry_type_and_size():
    other = SimpleNamespace(title="清单.xlsx", url="/files/1", size=2048)
    drawn = valid(draw("{% file_list files %}", files=[FileItem("办法.pdf", "/files/2", 1_284_000), other]))
    assert "PDF" in drawn
    assert "XLSX" in drawn
    assert 'href="/files/1"' in drawn
    assert "2.0" in drawn


def test_every_component_is_valid_html():
    entry = TimelineEntry(
        "派遣", MOMENT, "指挥中心", "甲", "第一段\n\n第二段", "current", "send", (("时限", "5 个工作日"),), (FileItem("a.jpg", "#"),)
    )
    valid(
        draw(
            "{% timeline entries %}{% chips chips '/x' %}{% definition_list terms columns=2 %}{% tabs tabs %}{% steps stages %}"
            "{% figure '受理' 3 '件' trend=values url='/y' %}{% empty_state '没有' '因为' '/z' '去看' %}"
            "{% breadcrumbs crumbs %}{% badge '新' 'accent' %}"
            "{% act_form '退回' '/act' action='return' reason='原因' hint='提示' %}"
            "{% act_form '接收' '/act' action='take' %}{% sparkline values '上升' %}",
            entries=[entry, TimelineEntry("收到", None)],
            chips=[Chip("街道", "甲", "?")],
            terms=[Term("编号", 1), ("空", None)],
            tabs=[Tab("全部", "?", True, 0)],
            stages=[Stage("收到", "done"), Stage("处置", "current")],
            values=[1, 2, 3],
            crumbs=[("首页", "/"), ("这里", "")],
        )
    )


def test_an_act_that_needs_a_reason_asks_for_it_in_place():
    asking = draw("{% act_form '退回' '/act' action='return' reason='退回的原因' %}", csrf_token="t" * 32)
    assert "<details" in asking
    assert 'name="reason"' in asking
    assert "required" in asking
    assert "csrfmiddlewaretoken" in asking
    assert "<details" not in draw("{% act_form '接收' '/act' action='take' %}")


def test_nav_url_is_empty_where_the_face_lacks_the_page():
    assert draw('{% nav_url "no:such" "nor:this" as u %}[{{ u }}]') == "[]"
    assert draw('{% nav_url "no:such" "core_ui:preferences" as u %}{{ u }}') == "/preferences/"


def test_every_icon_that_is_named_is_in_the_sprite():
    held = set(symbol_names((ROOT / "static" / SPRITE).read_text(encoding="utf-8")))
    named: dict[str, str] = {}
    for path in (ROOT / "templates").rglob("*.html"):
        named |= dict.fromkeys(re.findall(r'{%\s*icon "([a-z0-9-]+)"', path.read_text(encoding="utf-8")), path.name)
    items = [*navigation._rail, *navigation._portal.values()]
    assert items
    named |= {item.icon: str(item.label) for item in items if item.icon}
    assert {name: place for name, place in named.items() if name not in held} == {}


def test_the_sprite_takes_the_drawing_and_leaves_the_rest(tmp_path: Path):
    (tmp_path / "house.svg").write_text('<!-- @license -->\n<svg class="x">\n  <path\n    d="M1 1"\n  />\n</svg>', encoding="utf-8")
    sprite = build_sprite(tmp_path, ["house", "house"])
    assert symbol_names(sprite) == ["house"]
    assert '<path d="M1 1" />' in sprite
    with pytest.raises(FileNotFoundError):
        build_sprite(tmp_path, ["absent"])
