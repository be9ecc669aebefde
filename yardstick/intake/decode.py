"""One raw file to one typed Parquet file: encodings, header row, blank rows, types. No other file is read.

The result depends on the file's content, its source and this code only, so it is kept by sha256
(``lake/_decoded``). Rows are read in chunks: memory does not grow with the file.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from yardstick.intake.contract import Source
from yardstick.intake.headers import HEADER_SEARCH_ROWS, Header, find_header, header_zh, nearest
from yardstick.intake.values import name, typed

CHUNK_ROWS = 50_000
BLOCK = 1 << 20
DELIMITERS = (",", "\t", ";")
GB_BOM = "\ufeff".encode("gb18030")
_INVISIBLE_PATTERN = "[\ufeff\u200b\u200c\u200d\u2060]"
csv.field_size_limit(1 << 27)


class Unreadable(Exception):
    """The file cannot be read at all; both sentences say why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass
class Problem:
    """Why a whole file is refused. ``{file}`` is filled in later, the same content may lie in two places."""

    rule: str
    column: str | None
    value: str | None
    zh: str
    en: str


@dataclass
class Decoded:
    """What decoding found, beside the Parquet file."""

    n_rows: int = 0
    problem: Problem | None = None
    extra_headers: list[str] = field(default_factory=list)
    city_values: list[tuple[str, int]] = field(default_factory=list)
    year_values: list[tuple[str, int]] = field(default_factory=list)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> Decoded:
        data = json.loads(text)
        data["problem"] = Problem(**data["problem"]) if data["problem"] else None
        return Decoded(**data)


def file_sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


# --- encodings ------------------------------------------------------------------------------------


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _damaged_utf8(path: Path) -> bool:
    """Mostly good UTF-8 Chinese with a few broken bytes: GB18030 would read it as other characters,
    silently.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            text = decoder.decode(block)
            bad += text.count("\ufffd")
            good += len(re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", text))
    return good > bad


def _accidental_utf8(path: Path) -> bool:
    """Valid UTF-8 by accident: every non-ASCII run is two-byte "letters" that GB18030 reads as common
    Chinese.
    """
    runs: set[bytes] = set()
    with path.open("rb") as file:
        tail = b""
        while block := file.read(BLOCK):
            block = tail + block
            tail = b""
            if block.isascii():
                continue
            if re.search(rb"[\xe0-\xff]", block):
                return False
            runs.update(re.findall(rb"[A-Za-z]?[\x80-\xff]+[A-Za-z]?", block))
            tail = block[-1:] if block[-1] >= 0x80 else b""
            if len(runs) > 10_000:
                return False
    if not runs:
        return False
    for run in runs:
        try:
            text = run.decode("gb18030")
        except UnicodeDecodeError:
            return False
        if re.search(r"[A-Za-z]", text) or not all(c.isascii() or "\u4e00" <= c <= "\u9fff" for c in text):
            return False
    return True


def detect_encoding(path: Path) -> str:
    """UTF-8 (with or without BOM) or GB18030; the whole file must decode. Otherwise :class:`Unreadable`."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(codecs.BOM_UTF8):
        if _decodes(path, "utf-8"):
            return "utf-8-sig"
    elif start == GB_BOM:
        if _decodes(path, "gb18030"):
            return "gb18030"
    elif _decodes(path, "utf-8"):
        return "gb18030" if _accidental_utf8(path) else "utf-8"
    elif not _damaged_utf8(path) and _decodes(path, "gb18030"):
        return "gb18030"
    raise Unreadable(
        "文字编码既不是完好的 UTF-8 也不是 GB18030，可能已损坏。请另存为“CSV UTF-8”或 xlsx 后重新提交。",
        'the text is neither sound UTF-8 nor GB18030, it may be damaged. Save it as "CSV UTF-8" or xlsx and '
        "hand it "
        "in again.",
    )


# --- rows of text ---------------------------------------------------------------------------------


def _csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for index, row in enumerate(reader):
                if index == 0 and row and row[0].startswith("\ufeff"):
                    row[0] = row[0][1:]
                yield row
        except csv.Error as error:
            raise Unreadable(
                f"第 {reader.line_num} 行附近的引号不成对或单元格过长（{error}）。请用 Excel 打开检查，"
                f"另存后重新提交。",
                f"quotes near line {reader.line_num} do not match or a cell is too long ({error}). Open it "
                f"in Excel, "
                "check and save it, and hand it in again.",
            ) from error


def _csv_dialect(path: Path, source: Source, encoding: str) -> str:
    """The comma, unless only with another delimiter the headers are found."""
    best: tuple[int, str] = (-1, ",")
    first_error: Unreadable | None = None
    for delimiter in DELIMITERS:
        try:
            header = find_header(
                source, list(islice(_csv_rows(path, encoding, delimiter), HEADER_SEARCH_ROWS))
            )
        except Unreadable as error:
            first_error = first_error or error
            continue
        if header is None:
            continue
        if not header.missing:
            return delimiter
        best = max(best, (header.n_known, delimiter), key=lambda b: b[0])
    if best[0] <= 0 and first_error is not None:
        raise first_error
    return best[1]


def cell_text(cell: Any) -> str:
    """What an Excel cell says, as text: whole numbers without ``.0``, dates as 2025-03-05."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return str(cell)


def _xlsx_rows(path: Path) -> Iterator[list[str]]:
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        sheet = workbook.get_sheet_by_index(0)
        for row in sheet.iter_rows():
            yield [cell_text(cell) for cell in row]
    except Exception as error:  # calamine raises many kinds, also its own panics as Exception
        raise Unreadable(
            f"无法作为 xlsx 打开（{error}），可能加了密码、已损坏或不是 xlsx。请用 Excel 打开后另存为 xlsx，"
            f"重新提交。",
            f"cannot be opened as xlsx ({error}): password, damage or another format. Open it in Excel, "
            f"save it as "
            "xlsx and hand it in again.",
        ) from error


def _text_array(array: Any) -> Any:
    """A Parquet column as text; NULL and NaN are empty cells; lists become ``a;b``."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = array.type
    if pa.types.is_dictionary(kind):
        array, kind = array.dictionary_decode(), kind.value_type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        cells = [None if v is None else ";".join(map(cell_text, v)) for v in array.to_pylist()]
        array = pa.array(cells, pa.string())
    elif pa.types.is_floating(kind):
        values = array.cast(pa.float64()).to_pylist()
        array = pa.array([None if v is None or v != v else cell_text(v) for v in values], pa.string())
    elif pa.types.is_boolean(kind):
        array = pc.if_else(array, "1", "0")
    elif pa.types.is_timestamp(kind) and kind.tz:
        array = pc.local_timestamp(array)
    return array.cast(pa.string())


def data_rows(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Without wholly blank rows: they are skipped and not numbered."""
    return (row for row in rows if any(map(str.strip, row)))


# --- chunks of columns ----------------------------------------------------------------------------


@dataclass
class Chunk:
    """Cells of some data rows, one text array per column of the header; ``beyond`` = cells to the right of
    it.
    """

    n: int
    cells: list[Any]
    beyond: Any


class Uneven(Exception):
    """The quick reader met a row of another width: the careful one has to do it."""


def _row_chunks(header: Header, rows: Iterator[list[str]]) -> Iterator[Chunk]:
    """Chunks from rows of text (xlsx, CSV with quotes or uneven rows)."""
    import pyarrow as pa

    width = header.width
    rows = data_rows(rows)
    while part := list(islice(rows, CHUNK_ROWS)):
        beyond = None
        if any(len(row) != width for row in part):
            rest = ["|".join(row[width:]) if any(map(str.strip, row[width:])) else None for row in part]
            beyond = pa.array(rest, pa.string())
            part = [row[:width] + [""] * (width - len(row)) for row in part]
        cells = [pa.array(column, pa.string()) for column in zip(*part, strict=True)]
        yield Chunk(len(part), cells, beyond)


def _without_blank_rows(batch: Any) -> Chunk:
    """Null cells become empty ones, rows of nothing but spaces go."""
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = [_text_array(column).fill_null("") for column in batch.columns]
    filled = None
    for column in cells:
        here = pc.not_equal(pc.utf8_trim_whitespace(column), "")
        filled = here if filled is None else pc.or_(filled, here)
        if pc.all(filled).as_py() is not False:
            break
    else:
        table = pa.table(cells, names=list(map(str, range(len(cells))))).filter(filled).combine_chunks()
        cells = [column.combine_chunks() for column in table.columns]
    return Chunk(len(cells[0]) if cells else 0, cells, None)


def _parquet_chunks(path: Path) -> Iterator[Chunk]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=CHUNK_ROWS):
                yield _without_blank_rows(batch)
    except (pa.ArrowException, OSError) as error:
        raise _bad_parquet(error) from error


def _bad_parquet(error: Exception) -> Unreadable:
    return Unreadable(
        f"无法作为 parquet 读取（{error}）。请重新导出后提交。",
        f"cannot be read as parquet ({error}). Export it again and hand it in.",
    )


def _parquet_names(path: Path) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return list(pq.read_schema(path).names)
    except (pa.ArrowException, OSError) as error:
        raise _bad_parquet(error) from error


def _has_quotes(path: Path) -> bool:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if b'"' in block:
                return True
    return False


def _plain_csv_chunks(path: Path, header: Header, encoding: str, delimiter: str) -> Iterator[Chunk]:
    """CSV without any quote, by Arrow: several times as fast as row by row. Every line is a row."""
    import pyarrow as pa
    import pyarrow.csv as pc

    names = list(map(str, range(header.width)))
    with path.open("rb") as file:
        for _ in range(header.row + 1):
            if b"\r" in file.readline().rstrip(b"\r\n"):
                raise Uneven  # old Mac line ends
        if not file.peek(1):
            return
        try:
            reader = pc.open_csv(
                file,
                pc.ReadOptions(
                    column_names=names, block_size=4 * BLOCK, encoding=encoding.removesuffix("-sig")
                ),
                pc.ParseOptions(delimiter=delimiter, quote_char=False),
                pc.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
            )
            for batch in reader:
                for start in range(0, batch.num_rows, CHUNK_ROWS):
                    yield _without_blank_rows(batch.slice(start, CHUNK_ROWS))
        except pa.ArrowInvalid as error:
            raise Uneven from error


# --- types ----------------------------------------------------------------------------------------


def _given(cells: Any) -> Any:
    """What the cell says, word for word; NULL if it is blank."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(cells), ""), pa.scalar(None, pa.string()), cells)


def _tidy(array: Any) -> Any:
    """The same as :func:`headers.tidy`, for a whole column."""
    import pyarrow.compute as pc

    if not pc.all(pc.string_is_ascii(array)).as_py():
        array = pc.replace_substring_regex(pc.utf8_normalize(array, form="NFKC"), _INVISIBLE_PATTERN, "")
    array = pc.utf8_trim_whitespace(array)
    return pc.if_else(pc.equal(array, ""), None, array)


def _typed_chunk(connection: Any, source: Source, header: Header, first_row: int, chunk: Chunk) -> Any:
    """An Arrow table: source_row, beyond_headers, per column ``<c>`` and (unless text) ``<c>_given``."""
    import pyarrow as pa
    import pyarrow.compute as pc

    n = chunk.n
    arrays: dict[str, Any] = {
        "source_row": pa.array(range(first_row, first_row + n), pa.int64()),
        "beyond_headers": pa.nulls(n, pa.string()) if chunk.beyond is None else chunk.beyond,
    }
    select = ["source_row", "beyond_headers"]
    for column in source.columns:
        position = header.positions.get(column.name)
        given = pa.nulls(n, pa.string()) if position is None or n == 0 else _given(chunk.cells[position])
        target = name(column.name)
        if column.kind in ("label", "text"):
            arrays[column.name] = pc.utf8_trim_whitespace(given) if column.kind == "label" else given
            select.append(target)
            continue
        arrays[column.name + "_given"] = given
        arrays[column.name] = _tidy(given)
        value = typed(source.name, column, target)
        select += [
            f"CAST({value} AS {column.sql_type}) AS {target}" if value != target else target,
            name(column.name + "_given"),
        ]
    table = pa.table(arrays)
    if all(" AS " not in part for part in select):
        return table.select([part.strip('"') for part in select])
    connection.register("chunk", table)
    try:
        return connection.sql(f"SELECT {', '.join(select)} FROM chunk").to_arrow_table()
    finally:
        connection.unregister("chunk")


def _note_path_values(header: Header, decoded: Decoded, chunk: Chunk) -> None:
    """Distinct values of a city_id / year column with the row where each stands first."""
    import pyarrow.compute as pc

    for column, seen in (("city_id", decoded.city_values), ("year", decoded.year_values)):
        position = header.positions.get(column)
        if position is None or chunk.n == 0:
            continue
        cells = pc.utf8_trim_whitespace(chunk.cells[position])
        known = {value for value, _ in seen}
        for value in cells.unique().to_pylist():
            if value and value not in known and len(seen) < 1000:
                seen.append((value, decoded.n_rows + 1 + pc.index(cells, value).as_py()))


def _missing(source: Source, header: Header) -> Problem:
    column = header.missing[0]
    zh_names = header_zh(source.name)
    listed_zh = "、".join(f"{zh_names.get(c, c)}（{c}）" for c in header.missing)
    close = nearest(column, source.name, header.extra)
    hint_zh = f"表头「{close}」是否写错？" if close else ""
    hint_en = f' Is the header "{close}" misspelt?' if close else ""
    return Problem(
        "missing_column",
        column,
        close,
        f"{{file}} 缺少必需的列：{listed_zh}，整个文件未被接收。{hint_zh}请补上或改正表头后重新提交。",
        f"{{file}}: required columns are missing: {', '.join(header.missing)}; the whole file was refused."
        f"{hint_en} Add or correct the header and hand the file in again.",
    )


def _repeated(source: Source, header: Header) -> Problem:
    column = header.repeated[0]
    zh = header_zh(source.name).get(column, column)
    return Problem(
        "repeated_column",
        column,
        None,
        f"{{file}} 中「{zh}」（{column}）列出现了不止一次，无法判断以哪一列为准，整个文件未被接收。"
        f"请只留一列后重新提交。",
        f"{{file}}: the column {column} stands in the file more than once, the whole file was refused. Keep "
        f"one of "
        "them and hand the file in again.",
    )


def unreadable(zh: str, en: str) -> Decoded:
    return Decoded(problem=Problem("unreadable", None, None, f"{{file}} 无法读取：{zh}", f"{{file}}: {en}"))


def decode(path: Path, source: Source, extension: str, target: Path, connection: Any) -> Decoded:
    """Write ``target`` (typed Parquet, unless the file is refused whole) and say what was found."""
    try:
        return _decode(path, source, extension, target, connection)
    except Unreadable as reason:
        return unreadable(reason.zh, reason.en)


def _decode(path: Path, source: Source, extension: str, target: Path, connection: Any) -> Decoded:
    encoding, delimiter = "", ","
    if extension == "csv":
        encoding = detect_encoding(path)
        delimiter = _csv_dialect(path, source, encoding)
    rows: Iterator[list[str]] = iter(())
    if extension == "parquet":
        head = [_parquet_names(path)]
    else:
        rows = _csv_rows(path, encoding, delimiter) if extension == "csv" else _xlsx_rows(path)
        head = list(islice(rows, HEADER_SEARCH_ROWS))
    header = find_header(source, head)
    if header is None:
        raise Unreadable(
            "文件是空的，没有表头。请填写后重新提交。",
            "the file is empty, there is no header row. Fill it in and hand it in again.",
        )
    if extension == "csv" and not _has_quotes(path):
        with contextlib.suppress(Uneven):
            chunks = _plain_csv_chunks(path, header, encoding, delimiter)
            return _take(source, header, chunks, target, connection)
    if extension == "parquet":
        chunks = _parquet_chunks(path)
    else:
        chunks = _row_chunks(header, chain(head[header.row + 1 :], rows))
    return _take(source, header, chunks, target, connection)


def _take(source: Source, header: Header, chunks: Iterator[Chunk], target: Path, connection: Any) -> Decoded:
    """The chunks, typed, into ``target``; of a file that is refused whole only the rows are counted."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    decoded = Decoded(extra_headers=list(header.extra))
    if header.repeated or header.missing:
        decoded.n_rows = sum(chunk.n for chunk in chunks)
        decoded.problem = _repeated(source, header) if header.repeated else _missing(source, header)
        return decoded
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    nothing = Chunk(0, [], pa.nulls(0, pa.string()))
    schema = _typed_chunk(connection, source, header, 1, nothing).schema
    try:
        with pq.ParquetWriter(temporary, schema, compression="zstd", compression_level=1) as writer:
            for chunk in chunks:
                if chunk.n:
                    _note_path_values(header, decoded, chunk)
                    writer.write_table(_typed_chunk(connection, source, header, decoded.n_rows + 1, chunk))
                    decoded.n_rows += chunk.n
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return decoded
