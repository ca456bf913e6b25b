"""The text of one document, printed as UTF-8. Run as a script in a process of its own (core/files/extraction.py).

Parsers of hostile files run here, away from the worker: no Django, no settings, no keys, no network use,
and hard limits on memory, processor time and output that this process sets on itself before it reads a byte.

    python -I extractor.py KIND PATH MEMORY_BYTES CPU_SECONDS OUTPUT_BYTES
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Exit code 0 with the text on standard output; anything else means failure."""
    kind, path = arguments[0], arguments[1]
    memory, seconds, output = (int(word) for word in arguments[2:5])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    readers = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "txt": _txt}
    room = output // 2
    for piece in readers[kind](Path(path)):
        data = (piece + "\n").encode("utf-8", "ignore")[:room]
        sys.stdout.buffer.write(data)
        room -= len(data)
        if room <= 0:
            break
    sys.stdout.buffer.flush()
    return 0


def _pdf(path: Path) -> Iterator[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for page in document:
        yield page.get_textpage().get_text_bounded()


def _docx(path: Path) -> Iterator[str]:
    import docx

    with path.open("rb") as stream:
        document = docx.Document(stream)
    yield from _blocks(document.iter_inner_content())
    seen: set[str] = set()
    for section in document.sections:
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            for text in _blocks(part.iter_inner_content()):
                if text not in seen:
                    seen.add(text)
                    yield text


def _blocks(items: Iterable[object]) -> Iterator[str]:
    """Paragraphs and tables in reading order; a merged cell is one cell, printed once."""
    for item in items:
        rows = getattr(item, "rows", None)
        if rows is None:
            text = str(getattr(item, "text", ""))
            if text.strip():
                yield text
            continue
        for row in rows:
            cells: list[str] = []
            previous: object = None
            for cell in row.cells:
                if cell._tc is not previous:
                    cells.append(" ".join(_blocks(cell.iter_inner_content())))
                previous = cell._tc
            if any(cells):
                yield "\t".join(cells)


def _xlsx(path: Path) -> Iterator[str]:
    import python_calamine

    with path.open("rb") as stream:
        workbook = python_calamine.CalamineWorkbook.from_filelike(stream)
        for name in workbook.sheet_names:
            yield name
            for row in workbook.get_sheet_by_name(name).to_python():
                cells = [_cell(value) for value in row]
                if any(cells):
                    yield "\t".join(cells).rstrip()


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _txt(path: Path) -> Iterator[str]:
    data = path.read_bytes()
    try:
        yield data.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield data.decode("gb18030")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
