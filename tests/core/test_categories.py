"""Categories and filing conditions: the shipped table, loading another, versions, the form's choices."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from core.audit.models import AuditEntry
from core.categories.enums import FourUnseen, RequestKind, RoadClass
from core.categories.loading import BEGINNING, SEED_FILE, categories_load, categories_load_content
from core.categories.models import FilingCondition, MajorCategory, MinorCategory
from core.categories.selectors import category_groups, condition_history, conditions_for, minor_choices, minor_option, minors_for_staff
from core.categories.services import (
    condition_add,
    condition_end,
    condition_revise,
    major_create,
    major_update,
    minor_create,
    minor_update,
)
from core.limits import LimitUnit
from core.tables import TableRefused
from core.units.actors import SYSTEM
from core.units.enums import UnitKind
from core.units.services import unit_create
from tests.factories.core import FilingConditionFactory, MinorCategoryFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)
NAMED_IN_THE_STANDARD = (
    "私搭乱建、暴露垃圾、积存渣土、道路不洁、水域不洁、绿地脏乱、非法小广告、违规户外广告、施工扰民、施工占道、工地扬尘、"
    "无照经营、占道经营、店外经营、流浪乞讨、机动车乱停放、供水管道破裂、路面塌陷、道路积水、门前堆放物料"
)


@pytest.fixture
def seeded() -> None:
    categories_load(by=SYSTEM)


def table(**changes: str) -> dict[str, str]:
    """One good line."""
    line = {
        "类型": "事件",
        "大类代码": "01",
        "大类名称": "市容环境",
        "小类代码": "02",
        "小类名称": "暴露垃圾",
        "序号": "1",
        "立案条件": "成堆的生活垃圾",
        "时限": "4",
        "单位": "工作时",
        "结案条件": "垃圾已清除",
    }
    return line | changes


def as_csv(*lines: dict[str, str]) -> bytes:
    headings = list(dict.fromkeys(heading for line in lines for heading in line))
    out = io.StringIO()
    writer = csv.DictWriter(out, headings)
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode()


def load(*lines: dict[str, str], **options: Any) -> Any:
    return categories_load_content(content=as_csv(*lines), by=SYSTEM, **options)


def test_the_shipped_table_is_complete(seeded: None):
    assert MajorCategory.objects.count() >= 6
    assert MinorCategory.objects.count() >= 45
    names = set(MinorCategory.objects.values_list("name", flat=True))
    assert names >= set(NAMED_IN_THE_STANDARD.split("、"))
    flags = Counter(MinorCategory.objects.exclude(four_unseen_flag="").values_list("four_unseen_flag", flat=True))
    assert set(flags) == set(FourUnseen.values)
    assert not MinorCategory.objects.filter(conditions=None).exists()
    for condition in FilingCondition.objects.all():
        assert condition.limit.value > 0
        assert condition.close_condition
        assert condition.responsible_role
        assert condition.valid_from == BEGINNING
    rubbish = MinorCategory.objects.get(name="暴露垃圾")
    limits = {str(one.get_area_class_display()): str(one.limit) for one in rubbish.conditions.all()}
    assert limits == {"城区": "4工作时", "城乡结合部": "1工作日", "乡村": "2工作日"}


def test_loading_again_changes_nothing(seeded: None):
    report = categories_load(by=SYSTEM)
    assert (report.created, report.updated, report.revised) == (0, 0, 0)
    assert report.unchanged > 150
    assert AuditEntry.objects.filter(action="categories.load").count() == 1


def test_a_changed_limit_is_a_new_version_and_the_old_one_stays():
    load(table())
    old = FilingCondition.objects.get()
    report = load(table(时限="6"), valid_from=TODAY)
    assert (report.created, report.updated, report.revised) == (0, 0, 1)
    old.refresh_from_db()
    new = FilingCondition.objects.get(version=2)
    assert (old.limit_value, old.valid_until) == (Decimal(4), TODAY)
    assert (new.limit_value, new.valid_from, new.valid_until) == (Decimal(6), TODAY, None)
    assert list(conditions_for(old.minor, TODAY)) == [new]
    assert list(conditions_for(old.minor, TODAY - datetime.timedelta(days=1))) == [old]
    assert list(condition_history(old)) == [new, old]
    assert load(table(时限="8"), valid_from=TODAY - datetime.timedelta(days=9)).errors, "not from before the present version"
    assert FilingCondition.objects.count() == 2


def test_a_renamed_category_keeps_its_row():
    load(table())
    minor = MinorCategory.objects.get()
    report = load(table(小类名称="散落垃圾", 大类名称="市容"))
    assert (report.created, report.updated) == (0, 2)
    minor.refresh_from_db()
    assert (minor.name, minor.major.name) == ("散落垃圾", "市容")


def test_a_dry_run_says_the_same_and_writes_nothing():
    dry, wet = load(table(), dry_run=True), load(table())
    assert dry == wet
    assert dry.created == 3
    assert load(table(时限="9"), dry_run=True).revised == 1
    assert FilingCondition.objects.get().limit_value == 4


def test_the_responsible_unit_is_found_by_its_code():
    unit = unit_create(kind=UnitKind.MEMBER_UNIT, name="环卫中心", code="HW")
    load(table(责任单位代码="HW"))
    assert FilingCondition.objects.get().responsible_unit == unit
    (error,) = load(table(责任单位代码="XX", 小类代码="09")).errors
    assert (error.line, "XX" in error.message) == (2, True)
    assert MinorCategory.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"类型": "其他"},
        {"大类代码": ""},
        {"大类代码": "12345"},
        {"小类名称": "长" * 41},
        {"四个不见": "第五个"},
        {"紧急": "也许"},
        {"序号": "一"},
        {"序号": "0"},
        {"立案条件": ""},
        {"时限": "四"},
        {"时限": "-1"},
        {"时限": "NaN"},
        {"时限": "1e99"},
        {"时限": "0.001"},
        {"单位": "小时"},
        {"单位": "自然日", "时限": "1.5"},
        {"区域": "海上"},
        {"结案条件": ""},
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(changes: dict[str, str]):
    report = load(table(小类代码="01"), table(**changes))
    assert [error.line for error in report.errors] == [3]
    assert not MajorCategory.objects.exists()


def test_lines_that_contradict_each_other():
    assert "重复" in str(load(table(), table()).errors[0])
    assert "大类" in str(load(table(), table(序号="2", 大类名称="别的")).errors[0])
    assert "小类" in str(load(table(), table(序号="2", 紧急="是")).errors[0])


def test_what_is_no_table_is_refused():
    with pytest.raises(TableRefused, match="缺少列"):
        categories_load_content(content="类型,大类代码\n事件,01\n".encode(), by=SYSTEM)


def test_command(tmp_path: Path):
    def run(*args: Any) -> str:
        out = io.StringIO()
        call_command("categories_import", *args, "--no-progress", stdout=out)
        return out.getvalue()

    assert "试运行" in run("--dry-run")
    assert not MajorCategory.objects.exists()
    assert json.loads(run("--json"))["created"] > 150
    assert "新增0项" in run(SEED_FILE)
    bad = tmp_path / "bad.csv"
    bad.write_bytes(as_csv(table(时限="x")))
    with pytest.raises(CommandError):
        run(bad)
    with pytest.raises(CommandError):
        run(tmp_path / "missing.csv")


def test_the_form_reads_from_memory(seeded: None, django_assert_num_queries):
    category_groups()
    with django_assert_num_queries(0):
        groups = category_groups()
        choices = minor_choices("不清楚")
    assert choices[0] == ("", "不清楚")
    assert [group.name for group in groups][:2] == ["市容环境", "宣传广告"]
    assert sum(len(group.minors) for group in groups) == MinorCategory.objects.count()
    first = groups[0].minors[0]
    assert minor_option(first.pk) == first
    assert minor_option(0) is None


def test_what_is_out_of_use_leaves_the_form(seeded: None):
    major = MajorCategory.objects.get(name="宣传广告")
    minor = MinorCategory.objects.get(name="暴露垃圾")
    major_update(major=major, by=SYSTEM, is_active=False)
    minor_update(minor=minor, by=SYSTEM, is_active=False)
    names = {group.name for group in category_groups()}
    assert "宣传广告" not in names
    assert minor_option(minor.pk) is None
    assert set(MinorCategory.objects.active()) == {one for one in MinorCategory.objects.all() if one.is_active and one.major.is_active}


def test_rows_of_factories_are_seen_too():
    category_groups()
    minor = MinorCategoryFactory.create(name="新小类")
    assert minor_option(minor.pk) is not None
    assert FilingConditionFactory.create(minor=minor) in conditions_for(minor, TODAY)


def test_keeping_categories_one_by_one():
    major = major_create(by=SYSTEM, kind="event", code="07", name="本地事项", is_local=True)
    with pytest.raises(ValidationError):
        major_create(by=SYSTEM, kind="event", code="07", name="又一个")
    minor = minor_create(by=SYSTEM, major=major, code="800", name="广场舞噪声", is_local=True)
    with pytest.raises(ValidationError):
        minor_create(by=SYSTEM, major=major, code="800", name="重复")
    with pytest.raises(ValidationError):
        minor_update(minor=minor, by=SYSTEM, four_unseen_flag="fifth")
    assert [entry.action for entry in AuditEntry.objects.order_by("number")] == ["categories.major.create", "categories.minor.create"]


def test_conditions_are_revised_never_rewritten():
    minor = MinorCategoryFactory.create()
    fields = {"text": "有噪声", "limit_value": Decimal(2), "limit_unit": LimitUnit.URGENT_HOUR, "close_condition": "已停止"}
    first = condition_add(by=SYSTEM, minor=minor, valid_from=TODAY, **fields)
    other = condition_add(by=SYSTEM, minor=minor, valid_from=TODAY, area_class="rural", number=first.number, **fields)
    third = condition_add(by=SYSTEM, minor=minor, valid_from=TODAY, **fields)
    assert (first.number, other.number, third.number) == (1, 1, 2)
    later = TODAY + datetime.timedelta(days=30)
    second = condition_revise(condition=first, valid_from=later, by=SYSTEM, limit_value=Decimal(3))
    assert (second.version, second.text, second.limit_value) == (2, "有噪声", Decimal(3))
    with pytest.raises(ValidationError):
        condition_revise(condition=first, valid_from=later, by=SYSTEM, limit_value=Decimal(4))
    with pytest.raises(ValidationError):
        condition_revise(condition=second, valid_from=TODAY, by=SYSTEM, limit_value=Decimal(4))
    with pytest.raises(ValidationError):
        condition_revise(condition=second, valid_from=later, by=SYSTEM, limit_value=Decimal(-1))
    assert FilingCondition.objects.get(pk=second.pk).valid_until is None
    assert list(conditions_for(minor, later, "urban")) == [second, third]
    assert list(conditions_for(minor, later, "rural")) == [second, other, third]
    condition_end(condition=third, on=later, by=SYSTEM)
    assert list(conditions_for(minor, later)) == [second, other]
    with pytest.raises(ValidationError):
        condition_end(condition=third, on=later, by=SYSTEM)


def test_the_staff_list_takes_the_same_queries_for_ten_and_for_many(django_assert_num_queries):
    for grow in (10, 200):
        minors = [MinorCategoryFactory.create() for _ in range(grow)]
        for minor in minors:
            FilingConditionFactory.create(minor=minor)
        with django_assert_num_queries(2):
            rows = list(minors_for_staff()[:25])
            assert all(row.in_force and row.major.name for row in rows)


def test_vocabularies():
    assert [kind.label for kind in RequestKind] == ["咨询", "求助", "投诉", "举报", "建议"]
    assert [road.label for road in RoadClass] == ["主干道", "次干道", "背街小巷"]
