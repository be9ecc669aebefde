"""ASGI middleware: sets `lang` and title of the page shell, adds the overlay for Streamlit's own words, and
headers that keep the browser from asking any other host."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss: data: blob:; "
    "worker-src 'self' blob:; frame-src 'self'; object-src 'none'; base-uri 'self'"
)
HEADERS = [
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
]
OVERLAY = b'<script src="/app/static/chrome.js"></script></head>'


def dress(page: bytes, lang: str) -> bytes:
    """The shell in the reader's language."""
    title = "一把尺子" if lang == "zh" else "Yardstick"
    page = page.replace(b'lang="en"', f'lang="{"zh-CN" if lang == "zh" else "en"}"'.encode(), 1)
    page = page.replace(b"<title>Streamlit</title>", f"<title>{title}</title>".encode(), 1)
    return page.replace(b"</head>", OVERLAY, 1)


class Shell:
    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        wants_page = b"text/html" in headers.get(b"accept", b"")
        if wants_page:  # Streamlit compresses inside this middleware: a compressed page could not be dressed
            scope = {**scope, "headers": [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]}
        lang = parse_qs(scope.get("query_string", b"").decode()).get("lang", ["zh"])[0]
        lang = "en" if lang == "en" else "zh"
        start: dict[str, Any] = {}
        body: list[bytes] = []

        async def send_dressed(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                start["headers"] = [*message["headers"], *HEADERS]
                kind = dict(message["headers"]).get(b"content-type", b"")
                start["is_page"] = wants_page and kind.startswith(b"text/html")
                if not start["is_page"]:
                    await send({key: value for key, value in start.items() if key != "is_page"})
                return
            if message["type"] != "http.response.body" or not start.get("is_page"):
                await send(message)
                return
            body.append(message.get("body", b""))
            if message.get("more_body"):
                return
            page = dress(b"".join(body), lang)
            kept = [(k, v) for k, v in start["headers"] if k not in (b"content-length", b"etag")]
            await send(
                {
                    "type": "http.response.start",
                    "status": start["status"],
                    "headers": [*kept, (b"content-length", str(len(page)).encode())],
                }
            )
            await send({"type": "http.response.body", "body": page})

        await self.app(scope, receive, send_dressed)
