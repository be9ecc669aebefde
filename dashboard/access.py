"""Who is looking, and what may be shown to them (docs/dashboard.md, "Roles"). No role: no data.

The first barrier is the release folder of the role's audience, without what it may not see; the second
is the viewer as an argument of every query; the third is that a page is registered only for its roles.
"""

from __future__ import annotations

import csv
import ipaddress
import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from yardstick import paths

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Viewer:
    """A verified identity. ``role`` None means: known to nobody, sees nothing."""

    role: str | None
    department_id: str | None = None
    subject: str = ""
    is_single_user: bool = False


class AccessDenied(Exception):
    """The viewer may not open this page or ask for this department."""


@cache
def role_pages() -> dict[str, frozenset[str]]:
    """Pages of each role, from roles.csv."""
    pages: dict[str, set[str]] = {}
    with open(HERE / "roles.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pages.setdefault(row["role"], set()).add(row["page"])
    return {role: frozenset(names) for role, names in pages.items()}


def may_open(viewer: Viewer, page: str) -> bool:
    return page in role_pages().get(viewer.role or "", frozenset())


def require(viewer: Viewer, page: str) -> None:
    """Stand at the top of every page: the address of a page is not a right to see it."""
    if not may_open(viewer, page):
        raise AccessDenied(page)


def require_department(viewer: Viewer, department_id: str | None) -> None:
    """A department sees its own sheet; a department id in an address is not a right either.

    None asks for all departments at once: never for an account of the role department, and an account
    of that role without a department sees nothing.
    """
    own = viewer.department_id or None
    if viewer.role == "department" and (own is None or department_id != own):
        raise AccessDenied(department_id)


def is_loopback(address: str | None) -> bool:
    """True if a server bound to ``address`` can only be reached from here. None or '' binds everywhere."""
    if not address:
        return False
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def has_identity_provider() -> bool:
    """Is a login configured where Streamlit looks for secrets (section [auth])?"""
    places = (HERE / ".streamlit", Path.cwd() / ".streamlit", Path.home() / ".streamlit")
    for place in places:
        try:
            secrets = tomllib.loads((place / "secrets.toml").read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError):
            continue
        auth = secrets.get("auth", {})
        if auth.get("redirect_uri") and auth.get("cookie_secret"):
            return True
    return False


def may_serve(address: str | None) -> bool:
    """Single-user mode shows the office's data to whoever reaches the port: it must stay on this machine."""
    return is_loopback(address) or has_identity_provider()


REFUSAL = (
    "拒绝启动：没有配置身份认证时，看板只能绑定 127.0.0.1（当前为「{address}」）。"
    "请改用 --address 127.0.0.1，或在 dashboard/.streamlit/secrets.toml 的 [auth] 中配置单位的统一登录。\n"
    'Refused: without an identity provider the dashboard binds to 127.0.0.1 only (asked for "{address}"). '
    "Use --address 127.0.0.1, or configure your login in [auth] of dashboard/.streamlit/secrets.toml."
)


def refusal(address: str | None) -> str:
    return REFUSAL.format(address=address or "0.0.0.0")


def account_of(subject: str) -> Viewer:
    """Role of a verified account, from the accounts file (subject,role,department_id); unknown: no role."""
    path = Path(os.environ.get("YARDSTICK_ACCOUNTS") or paths.work_dir() / "accounts.csv")
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["subject"].strip().lower() == subject.strip().lower() and subject:
                    return Viewer(row["role"].strip() or None, row.get("department_id") or None, subject)
    except FileNotFoundError:
        pass
    return Viewer(None, None, subject)


SINGLE_USER = Viewer("office", None, "local", is_single_user=True)
