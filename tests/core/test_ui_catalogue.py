"""The English catalogue: what is collected, that writing is repeatable, and what the check refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.ui.catalogue import compare, po_path, read, write

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
A = _("保存")
B = _("共 %(count)s 件")
C = ngettext("%(days)d 天", "%(days)d 天", 2)
D = pgettext("navigation", "首页")
E = _("PDF")
F = _("、")
"""
TEMPLATE = """{% load i18n %}
{% translate "首页" %} {% blocktranslate trimmed with name=x %}
  您好，{{ name }}
{% endblocktranslate %}{% badge _("紧急") %}"""
ENGLISH = {
    "保存": "Save",
    "共 %(count)s 件": "%(count)s cases",
    "%(days)d 天": ("%(days)d day", "%(days)d days"),
    "首页": "Home",
    "、": ", ",
    "您好，%(name)s": "Hello, %(name)s",
    "紧急": "Urgent",
}


@pytest.fixture
def project(tmp_path: Path, settings: Any) -> Path:
    """A small project of one module and one template, collected but not translated."""
    for folder, name, text in (("core", "texts.py", CODE), ("templates", "page.html", TEMPLATE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text)
    settings.PROJECT_DIR = tmp_path
    call_command("messages")
    return tmp_path


def translate(base: Path, **changes: str) -> None:
    catalogue = read(po_path(base))
    for message in catalogue:
        if message.id:
            first = message.id if isinstance(message.id, str) else message.id[0]
            message.string = changes.get(first, ENGLISH.get(first, ""))
    write(po_path(base), catalogue)


def test_texts_of_code_and_templates_are_collected(project: Path):
    found = {(message.context, message.id) for message in read(po_path(project)) if message.id}
    assert found == {
        (None, "保存"),
        (None, "共 %(count)s 件"),
        (None, ("%(days)d 天", "%(days)d 天")),
        ("navigation", "首页"),
        (None, "首页"),
        (None, "PDF"),
        (None, "、"),
        (None, "您好，%(name)s"),
        (None, "紧急"),
    }


def test_a_complete_catalogue_passes_and_writing_again_changes_nothing(project: Path):
    translate(project)
    before = [po_path(project).read_bytes(), po_path(project).with_suffix(".mo").read_bytes()]
    call_command("messages", "--check")
    # Another line, another day: the same texts are the same bytes.
    (project / "core" / "texts.py").write_text("\n\n\n" + CODE)
    call_command("messages")
    assert [po_path(project).read_bytes(), po_path(project).with_suffix(".mo").read_bytes()] == before


def test_a_text_without_english_is_refused_and_named(project: Path):
    translate(project, 保存="")
    with pytest.raises(CommandError, match=r"1 without English[^\n]*\n  保存$"):
        call_command("messages", "--check")


def test_half_a_plural_counts_as_missing_and_latin_texts_need_none(project: Path):
    translate(project)
    catalogue = read(po_path(project))
    message = catalogue.get("%(days)d 天")
    assert message is not None
    message.string = ("", "%(days)d days")
    write(po_path(project), catalogue)
    assert compare(project).untranslated == ["%(days)d 天"]


def test_a_new_text_makes_the_catalogue_stale(project: Path):
    translate(project)
    (project / "core" / "more.py").write_text('_("PNG")\n')
    with pytest.raises(CommandError, match=r"django.po"):
        call_command("messages", "--check")
    call_command("messages")
    call_command("messages", "--check")


def test_an_old_compiled_file_is_refused(project: Path):
    translate(project)
    po = po_path(project)
    po.write_text(po.read_text().replace('msgstr "Save"', 'msgstr "Keep"'))
    assert compare(project).stale == ["locale/en/LC_MESSAGES/django.mo"]
    po.with_suffix(".mo").unlink()
    with pytest.raises(CommandError, match=r"django.mo"):
        call_command("messages", "--check")


def test_a_lost_placeholder_is_refused(project: Path):
    translate(project, **{"共 %(count)s 件": "%(number)s cases"})
    with pytest.raises(CommandError, match=r"placeholders"):
        call_command("messages", "--check")


def test_english_of_a_text_that_is_gone_goes_with_it(project: Path):
    translate(project)
    (project / "core" / "texts.py").write_text(CODE.replace('A = _("保存")', ""))
    call_command("messages")
    assert "Save" not in po_path(project).read_text()
    call_command("messages", "--check")
