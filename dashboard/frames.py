"""Frames as rows: plain dicts. `DataFrame.iterrows` builds a Series for each row and is many times slower."""

from __future__ import annotations

from typing import Any

import pandas as pd

Row = dict[str, Any]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    names = list(frame.columns)
    values = [frame[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]
