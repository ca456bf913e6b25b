"""Reading a table that was pasted as text."""

from __future__ import annotations

MAX_COLUMNS = 12
MAX_ROWS = 400


def parse_table(text: str) -> list[list[str]]:
    """Rows of equal length. Cells are parted by tabs (spreadsheets) or else by bars (typed)."""
    lines = [line.strip("\r ") for line in text.splitlines() if line.strip()][:MAX_ROWS]
    rows = [_cells(line) for line in lines]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    return [cell.strip() for cell in line.strip("|").replace("｜", "|").split("|")]
