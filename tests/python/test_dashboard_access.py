"""Who may start a server, and who sees what: roles from their file, default no role, no data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard import access, launch
from dashboard.shell import dress

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        (None, False),
        ("10.0.0.5", False),
        ("example.org", False),
    ],
)
def test_loopback(address: str | None, expected: bool) -> None:
    assert access.is_loopback(address) is expected


def test_launcher_refuses_beyond_this_machine_without_a_login(monkeypatch, capsys) -> None:
    monkeypatch.setattr(access, "has_identity_provider", lambda: False)
    monkeypatch.setattr(launch.subprocess, "call", lambda *_, **__: pytest.fail("started"))
    assert launch.main(8501, "0.0.0.0") == 2
    said = capsys.readouterr().err
    assert "拒绝启动" in said and "Refused" in said


def test_launcher_starts_on_this_machine(monkeypatch) -> None:
    started = []
    monkeypatch.setattr(launch.subprocess, "call", lambda command, **_: started.append(command) or 0)
    assert launch.main(8600, "127.0.0.1") == 0
    assert "--server.address=127.0.0.1" in started[0] and "--server.port=8600" in started[0]


def test_the_server_itself_refuses() -> None:
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/serve.py", "--server.address=0.0.0.0"]
    environment = os.environ | {"HOME": "/nonexistent"}
    done = subprocess.run(
        [*command, "--server.port=8797"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
    )
    assert done.returncode != 0 and "拒绝启动" in done.stderr


def test_a_login_is_seen_only_where_it_is_complete(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(access, "HERE", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert not access.has_identity_provider()
    (tmp_path / ".streamlit").mkdir()
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    secrets.write_text("[auth]\nredirect_uri = 'http://127.0.0.1/oauth2callback'\n")
    assert not access.has_identity_provider()
    secrets.write_text("[auth]\nredirect_uri = 'http://127.0.0.1/oauth2callback'\ncookie_secret = 'x'\n")
    assert access.has_identity_provider()


def test_unknown_roles_and_accounts_may_open_nothing(tmp_path, monkeypatch) -> None:
    for role in (None, "", "nobody", "admin"):
        for page in ("overview", "department", "consistency", "trends"):
            assert not access.may_open(access.Viewer(role), page)
    with pytest.raises(access.AccessDenied):
        access.require(access.Viewer(None), "overview")
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("subject,role,department_id\nwang@city,department,d7\n", encoding="utf-8-sig")
    monkeypatch.setenv("YARDSTICK_ACCOUNTS", str(accounts))
    assert access.account_of("Wang@city") == access.Viewer("department", "d7", "Wang@city")
    assert access.account_of("stranger@city").role is None
    assert access.account_of("").role is None


def test_the_shell_speaks_the_readers_language() -> None:
    page = b'<html lang="en"><head><title>Streamlit</title></head></html>'
    assert b'lang="zh-CN"' in dress(page, "zh") and "一把尺子".encode() in dress(page, "zh")
    assert b'lang="en"' in dress(page, "en") and b"chrome.js" in dress(page, "en")
