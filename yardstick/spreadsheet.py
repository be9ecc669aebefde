"""What every workbook and CSV of ours needs, wherever it is made."""

from __future__ import annotations

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> object:
    """A text cell that a spreadsheet would run as a formula gets an apostrophe in front; all else stays."""
    return "'" + value if isinstance(value, str) and value.startswith(DANGEROUS) else value
