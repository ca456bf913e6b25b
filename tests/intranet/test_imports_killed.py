"""import_documents in a real process, killed with SIGKILL at random moments, then run to its end: the database and
both search indexes hold what an undisturbed run leaves."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.installations import Installation

pytestmark = pytest.mark.slow
RECORDS = 600
WRITING_KILLS = 4
INDEXING_KILLS = 2
# What depends on the moment or on which number a row happened to get; the rest must be equal.
PAGES = """
SELECT q.external_id, p.path, p.slug, p.title, p.draft_title, p.live, p.url_path, p.depth, p.numchild, p.has_unpublished_changes, p.expired,
       p.search_description, hex(p.translation_key), p.content_type_id, q.body, q.index_no, q.issuer_name, q.written_date, q.publish_date,
       q.year, q.validity, q.current_validity, s.name, s.code
  FROM portal_policies_policypage q JOIN wagtailcore_page p ON p.id = q.page_ptr_id
  LEFT JOIN portal_base_subjectclass s ON s.id = q.subject_id ORDER BY p.path
"""
REVISIONS = """
SELECT q.external_id, p.live_revision_id = r.id, p.latest_revision_id = r.id, r.object_str, r.content
  FROM wagtailcore_revision r JOIN wagtailcore_page p ON r.object_id = CAST(p.id AS text)
  JOIN portal_policies_policypage q ON q.page_ptr_id = p.id ORDER BY p.path, r.id
"""
AMOUNTS = """
SELECT (SELECT count(*) FROM wagtailcore_page), (SELECT count(*) FROM wagtailcore_revision), (SELECT count(*) FROM portal_base_subjectclass),
       (SELECT numchild FROM wagtailcore_page WHERE id = (SELECT page_ptr_id FROM portal_policies_policyindexpage)),
       (SELECT count(*) FROM core_outbox_outboxmessage WHERE topic = 'search.index' AND state <> 'done')
"""
MOMENTS = ("pk", "first_published_at", "last_published_at", "latest_revision_created_at", "latest_revision", "live_revision", "subject")


def write_source(path: Path) -> None:
    """Texts of very different lengths, so that pieces differ, with six categories."""
    dice = random.Random(20261124)
    words = ["占道经营", "油烟", "渣土运输", "户外广告", "养犬管理", "生活垃圾", "城市照明", "停车", "绿化", "工地"]
    rows = []
    for number in range(RECORDS):
        lines = (f"第{line}条 {'、'.join(dice.choices(words, k=6))}应当依法管理。" for line in range(1, dice.choice([3, 20, 150, 300])))
        rows.append(
            {
                "id": f"d{number:04d}",
                "kind": "document",
                "title": f"{dice.choice(words)}规定（{number}）",
                "body": "\n".join(lines),
                "date": f"20{dice.randrange(10, 27)}-0{dice.randrange(1, 10)}-11",
                "cat": f"类别{number % 6}",
            }
        )
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))


def left_behind(data: Path) -> dict[str, object]:
    """Everything an import leaves in the database."""
    with sqlite3.connect(data / "main.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        revisions = [
            (*row, {name: value for name, value in json.loads(content).items() if name not in MOMENTS})
            for *row, content in database.execute(REVISIONS)
        ]
        return {"pages": database.execute(PAGES).fetchall(), "revisions": revisions, "amounts": database.execute(AMOUNTS).fetchone()}


def indexed(data: Path, face: str) -> list[tuple[object, ...]]:
    """Every record of a face's index with its tokens, by external identifier."""
    with sqlite3.connect(data / "index" / f"{face}.sqlite3") as index:
        (number,) = index.execute("SELECT id FROM generation WHERE class = 'document' AND state = 'live'").fetchone()
        return index.execute(
            f"SELECT d.external_id, d.title, d.day, d.url, t.body, t.tokens FROM doc_{number} d JOIN text_{number} t ON t.id = d.id "
            "WHERE d.external_id <> '' ORDER BY d.external_id"
        ).fetchall()


def asked(data: Path, question: str, *values: object) -> int:
    """A count from the database; 0 while the run holds it in a state that cannot be read."""
    try:
        with sqlite3.connect(data / "main.sqlite3", timeout=30) as database:
            return int(database.execute(question, values).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def kill_while_writing(process: subprocess.Popen[str], data: Path, goal: int, pause: float) -> int:
    """SIGKILL some moments after ``goal`` records are there. Returns how many are there then."""
    rows = "SELECT count(*) FROM portal_policies_policypage"
    while process.poll() is None and asked(data, rows) < goal:
        time.sleep(0.002)
    time.sleep(pause)
    process.kill()
    process.wait()
    return asked(data, rows)


def kill_while_indexing(process: subprocess.Popen[str], data: Path, dice: random.Random) -> bool:
    """SIGKILL while this very process holds index requests. Returns whether it did not get to its end."""
    held = "SELECT count(*) FROM core_outbox_outboxmessage WHERE state = 'leased' AND lease_owner LIKE '%/' || ? || '/%'"
    while process.poll() is None and not asked(data, held, process.pid):
        time.sleep(0.005)
    time.sleep(dice.uniform(0, 0.8))
    process.kill()
    return process.wait() != 0


def test_killed_anywhere_and_run_again_equals_an_undisturbed_run(tmp_path: Path, migrated_template: Path):
    source = tmp_path / "in.jsonl"
    write_source(source)
    sites = {}
    for name in ("undisturbed", "killed"):
        (tmp_path / name).mkdir()
        shutil.copy(migrated_template, tmp_path / name / "main.sqlite3")
        sites[name] = Installation(tmp_path / name)
    sites["undisturbed"].run("site_setup")
    (tmp_path / "killed" / "main.sqlite3").unlink()
    with sqlite3.connect(tmp_path / "undisturbed" / "main.sqlite3") as link:
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(tmp_path / "undisturbed" / "main.sqlite3", tmp_path / "killed" / "main.sqlite3")
    command = ("import_documents", str(source), "--kind", "document", "--into", "policies", "--no-progress")
    sites["undisturbed"].run(*command)
    expected = left_behind(tmp_path / "undisturbed")
    assert len(expected["pages"]) == RECORDS

    seed = random.randrange(10**6)
    dice = random.Random(seed)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    data = tmp_path / "killed"
    goals = sorted(dice.sample(range(1, RECORDS - 50), WRITING_KILLS))
    reached = [kill_while_writing(sites["killed"].start(*command, **quiet), data, goal, dice.uniform(0, 0.05)) for goal in goals]
    cut = [kill_while_indexing(sites["killed"].start(*command, **quiet), data, dice) for _kill in range(INDEXING_KILLS)]
    print(f"seed {seed}: killed with {reached} records written, then while indexing: {cut}")
    assert reached[0] < RECORDS, reached
    assert cut[0]
    report = json.loads(sites["killed"].run(*command, "--json").stdout)
    assert report["index_seconds"] < 60
    assert left_behind(data) == expected
    for face in ("public", "intranet"):
        assert indexed(data, face) == indexed(tmp_path / "undisturbed", face)
