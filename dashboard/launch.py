"""`yardstick dashboard`: check who could reach the port, then start the server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dashboard import access

HERE = Path(__file__).resolve().parent


def main(port: int = 8501, address: str = "127.0.0.1") -> int:
    """Start the dashboard and wait for it; 2 if it would be open to everybody."""
    if not access.may_serve(address):
        print(access.refusal(address), file=sys.stderr)
        return 2
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(HERE / "serve.py"),
        f"--server.address={address}",
        f"--server.port={port}",
    ]
    print(f"看板 · Dashboard: http://{address}:{port}/   (Ctrl+C 结束 · to stop)", flush=True)
    try:
        return subprocess.call(command, cwd=HERE.parent)
    except KeyboardInterrupt:
        return 0
