"""An installation without the demo district: started, given its first account, units and people, and entered."""

from __future__ import annotations

import http.cookiejar
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from core.units.models import User
from intranet.demo.accounts import PASSWORD
from tests.browser.installation import free_port
from tests.installations import ROOT, Installation

SECRET = "jianguan-heliu-2026-X"
UNITS = "代码,全称,类型,上级代码\nZFJ,综合执法局,成员单位,CG\nJD1,第一街道办事处,街道办事处,CG\nSQ1,第一社区,社区居委会,JD1\n"
PEOPLE = "用户名,姓名,邮箱,单位代码,职务,角色,联系人\nwang,王某,wang@example.org,ZFJ,科员,经办人,联络人\n"
START_SECONDS = 60


class Visitor:
    """A browser without JavaScript: cookies, redirects, one form at a time."""

    def __init__(self, origin: str) -> None:
        self.origin, self.jar = origin, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), urllib.request.ProxyHandler({}))

    def open(self, address: str, data: dict[str, str] | None = None) -> tuple[str, str]:
        """Where it ended, and the page."""
        url = urllib.parse.urljoin(self.origin, address)
        body = urllib.parse.urlencode(data).encode() if data else None
        with self.opener.open(urllib.request.Request(url, body, {"Referer": url}), timeout=30) as answer:
            return answer.url, answer.read().decode()

    def send(self, address: str, **typed: str) -> tuple[str, str]:
        at, page = self.open(address)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:500]
        return self.open(at, {"csrfmiddlewaretoken": token[1], **typed})


@pytest.fixture
def started(sqlite_installation: Installation) -> Iterator[tuple[Installation, str, str]]:
    """Portal, intranet and worker of an empty data folder, and the two origins."""
    portal, intranet = free_port(), free_port()
    site = Installation(sqlite_installation.data_dir, extra={"PORTAL_PORT": str(portal), "INTRANET_PORT": str(intranet)})
    environment = {name: value for name, value in site.environment.items() if name != "DJANGO_SETTINGS_MODULE"}
    log = site.data_dir / "up.log"
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "manage.py", "up"], cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            deadline = time.monotonic() + START_SECONDS
            while b"Ctrl-C" not in log.read_bytes():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
            assert "create_admin" in log.read_text()
            yield site, f"http://localhost:{portal}", f"http://localhost:{intranet}"
        finally:
            process.terminate()
            process.wait(30)


@pytest.mark.slow
def test_from_nothing_to_people_who_can_enter(started: tuple[Installation, str, str], tmp_path: Path) -> None:
    site, portal, intranet = started
    for name, content in (("units.csv", UNITS), ("people.csv", PEOPLE), ("password", SECRET)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    for address in ("/", "/complaints/new/", "/notices/", "/policies/", "/search/?q=垃圾", "/ready"):
        Visitor(portal).open(urllib.parse.quote(address, safe="/?=&"))
    assert "/accounts/login/" in Visitor(intranet).open("/")[0]

    site.run("create_admin", "--username", "first", "--name", "管理员", "--password-file", str(tmp_path / "password"))
    site.run("import_units", str(tmp_path / "units.csv"), "--no-progress")
    links = re.findall(r"http\S+", site.run("import_people", str(tmp_path / "people.csv"), "--links", "--no-progress").stdout)

    where, page = Visitor(intranet).send("/accounts/login/", login="first", password=SECRET)
    assert "2fa" in where, "an administrator sets up the second factor first"
    assert "otpauth" in page or "svg" in page
    invited = Visitor(intranet)
    assert len(links) == 1
    invited.send(links[0], password1=SECRET, password2=SECRET)
    where, page = Visitor(intranet).send("/accounts/login/", login="wang", password=SECRET)
    assert urllib.parse.urlsplit(where).path == "/"
    assert "王某" in page
    assert "综合执法局" in Visitor(portal).open("/units/")[1]


def test_production_does_not_start_with_the_demo_district(sqlite_installation: Installation) -> None:
    keys = {"SECRET_KEY": "s" * 60, "CODE_KEY": "c" * 40, "FIELD_KEYS": "k" * 43 + "="}
    site = Installation(sqlite_installation.data_dir, extra={"APP_MODE": "production", "ALLOWED_HOSTS": "cg.example", "DEMO": "1"} | keys)
    done = site.run("up", "--prepare-only", check=False)
    assert done.returncode == 1
    assert "DEMO" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("production", [False, True])
def test_the_printed_password_opens_nothing_in_production(client: Client, settings: Any, production: bool) -> None:
    """Not even where somebody serves a copy of the demo's database."""
    User.objects.create_user("acceptor1", password=PASSWORD, display_name="受理员")
    answer = client.post("/accounts/login/", {"login": "acceptor1", "password": PASSWORD})
    assert answer.status_code == 302
    client.logout()
    settings.APP_ENV = SimpleNamespace(production=production)
    answer = client.post("/accounts/login/", {"login": "acceptor1", "password": PASSWORD})
    assert (answer.status_code == 302) is not production
    if production:
        with pytest.raises(ValidationError):
            validate_password(PASSWORD)
