"""Tables from CSV files: previewed, then written as a whole or not at all."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.audit.models import AuditEntry
from core.calendars.models import CalendarYear
from core.categories.models import FilingCondition
from core.units.models import RoleAssignment, Unit, UnitContact, User
from intranet.registry.services.imports import MOST_ROWS
from tests.factories.accounts import client_for, district, user_with

pytestmark = pytest.mark.django_db
UNITS = "代码,全称,简称,类型,上级代码,接入状态\nROOT,云川区城管委,城管委,城市管理委员会,,\nM1,环卫处全称,环卫,成员单位,ROOT,试运行\nS1,北苑街道办事处,北苑,街道办事处,ROOT,\n"
PEOPLE = "用户名,姓名,邮箱,单位代码,职务,角色,联系人\nli,李工,li@example.test,M1,班长,经办人、联络人,联络人\nwu,吴处,wu@example.test,M1,处长,分管负责人,分管负责人\n"


def url(name: str, *args: object) -> str:
    return reverse(f"intranet_registry:{name}", args=args)


def upload(client, name: str, text: str | bytes):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(url("import", name), {"file": SimpleUploadedFile("table.csv", content)})


def signed_in(page: str) -> str:
    return re.search(r'name="signed" value="([^"]+)"', page).group(1)


@pytest.fixture
def admin():
    return client_for(user_with("sysadmin"))


@pytest.fixture
def csv_file(tmp_path):
    def write(text: str) -> str:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_preview_writes_nothing_and_confirming_does(admin):
    before = AuditEntry.objects.count()
    page = upload(admin, "units", UNITS).content.decode()
    assert "新建 3" in page
    assert not Unit.objects.filter(code="M1").exists()
    assert AuditEntry.objects.count() == before
    assert admin.post(url("import", "units"), {"signed": signed_in(page)}).status_code == 302
    unit = Unit.objects.get(code="M1")
    assert (unit.parent.code, unit.joined_status) == ("ROOT", "trial")


def test_people_come_with_roles_contacts_and_links(admin):
    call = upload(admin, "units", UNITS).content.decode()
    admin.post(url("import", "units"), {"signed": signed_in(call)})
    page = upload(admin, "people", PEOPLE).content.decode()
    assert "/accounts/link/" not in page
    done = admin.post(url("import", "people"), {"signed": signed_in(page)}).content.decode()
    assert done.count("/accounts/link/") == 2
    assert set(RoleAssignment.objects.filter(user__username="li").values_list("role", flat=True)) == {"handler", "liaison"}
    assert UnitContact.objects.get(kind="head").user.username == "wu"
    again = upload(admin, "people", PEOPLE).content.decode()
    assert "与现有数据相同" in again


def test_the_same_file_again_changes_nothing(csv_file, capsys):
    for expected in ((3, 0), (0, 3)):
        call_command("import_units", csv_file(UNITS), "--json", "--no-progress")
        figures = json.loads(capsys.readouterr().out)
        assert (figures["created"], figures["unchanged"]) == expected


def test_changes_are_applied_with_history(csv_file, capsys):
    call_command("import_units", csv_file(UNITS), "--no-progress")
    call_command("import_units", csv_file(UNITS.replace("环卫处全称", "环卫中心").replace("试运行", "已接入")), "--no-progress")
    unit = Unit.objects.get(code="M1")
    assert (unit.name, unit.former_names, unit.joined_status) == ("环卫中心", ["环卫处全称"], "joined")
    assert "修改 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("M2,某单位,,某种类型,ROOT,", "第3行：“类型”应为"),
        ("M2,某单位,,成员单位,NOWHERE,", "第3行：没有代码为“NOWHERE”的单位"),
        ("M2,云川区城管委,,成员单位,ROOT,", "第3行"),
        ("M2," + "长" * 100 + ",,成员单位,ROOT,", "第3行"),
        (",无代码,,成员单位,ROOT,", "第3行"),
    ],
)
def test_one_bad_row_stops_the_file_and_is_named(admin, bad, said):
    text = "代码,全称,简称,类型,上级代码,接入状态\nROOT,云川区城管委,,城市管理委员会,,\n" + bad + "\n"
    response = upload(admin, "units", text)
    page = response.content.decode()
    assert said in page
    assert 'name="signed"' not in page
    assert not Unit.objects.filter(code__in=["ROOT", "M2"]).exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("li,李工,li@example.test,M1,,皇帝,", "“角色”应为"),
        ("li,李工,bad-mail,M1,,,", "第2行"),
        ("li,,li@example.test,M1,,,", "第2行"),
        ("a@b,李工,,M1,,,", "用户名不能含有"),
        ("li,李工,,M1,,审计员、系统管理员,", "不能由同一人担任"),
        ("li,李工,,M1,,,谁", "“联系人”应为"),
    ],
)
def test_bad_people_are_named_by_line(admin, row, said):
    page = upload(admin, "units", UNITS).content.decode()
    admin.post(url("import", "units"), {"signed": signed_in(page)})
    page = upload(admin, "people", "用户名,姓名,邮箱,单位代码,职务,角色,联系人\n" + row + "\n").content.decode()
    assert said in page
    assert not User.objects.filter(username="li").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04 no csv",
        "只有一列\n1\n".encode(),
        "代码,全称,类型\n".encode(),
        b"\xff\xfe\xff",
        "代码,代码,全称,类型\n1,1,1,1\n".encode(),
    ],
)
def test_what_is_no_table_is_refused_in_words(admin, content):
    response = upload(admin, "units", content)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


def test_too_large_and_too_long_files_are_refused(admin):
    assert "512 KB" in upload(admin, "units", b"x" * 600_000).content.decode()
    rows = "\n".join(f"C{n},单位{n},成员单位" for n in range(MOST_ROWS + 1))
    assert "最多导入" in upload(admin, "units", f"代码,全称,类型\n{rows}\n").content.decode()


def test_the_preview_cannot_be_tampered_with(admin):
    page = upload(admin, "units", UNITS).content.decode()
    response = admin.post(url("import", "units"), {"signed": signed_in(page) + "x"})
    assert "预览已过期" in response.content.decode()
    assert not Unit.objects.filter(code="M1").exists()


def test_a_chinese_spreadsheet_encoding_is_read(admin):
    assert "新建 3" in upload(admin, "units", UNITS.encode("gb18030")).content.decode()


def test_every_template_can_be_downloaded_and_read_back():
    clerk, admin = client_for(user_with("office_clerk")), client_for(user_with("sysadmin"))
    district()
    for name, client in (("units", admin), ("people", admin), ("categories", clerk), ("calendar", clerk)):
        content = client.get(url("import_template", name)).content
        assert content.startswith(b"\xef\xbb\xbf")
        assert upload(client, name, content).status_code == 200
    assert clerk.get("/registry/import/nothing/").status_code == 404


def test_categories_and_calendar_by_file():
    clerk = client_for(user_with("office_clerk"))
    for name in ("categories", "calendar"):
        page = upload(clerk, name, clerk.get(url("import_template", name)).content).content.decode()
        clerk.post(url("import", name), {"signed": signed_in(page)})
    assert FilingCondition.objects.filter(text="垃圾散落").exists()
    assert CalendarYear.objects.current().filter(year=2027).exists()
    assert "元旦" in clerk.get(url("calendar_year", 2027)).content.decode()


def test_commands_report_errors_and_dry_runs(csv_file, capsys):
    call_command("import_units", csv_file(UNITS), "--dry-run", "--no-progress")
    assert not Unit.objects.filter(code="M1").exists()
    with pytest.raises(CommandError, match="没有写入"):
        call_command("import_units", csv_file(UNITS.replace("成员单位", "别的")), "--no-progress")
    with pytest.raises(CommandError, match="读不到"):
        call_command("import_units", "/nowhere/at/all.csv", "--no-progress")
    call_command("import_units", csv_file(UNITS), "--no-progress")
    call_command("import_people", csv_file(PEOPLE), "--links", "--no-progress")
    assert capsys.readouterr().out.count("/accounts/link/") == 2
