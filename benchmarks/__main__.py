"""Measurements of the running product.

    python -m benchmarks --list               what there is
    python -m benchmarks                      all of them, one after the other
    python -m benchmarks NAME [options]       one; NAME --help says its options

The figures go to standard output as one JSON object a measurement, progress to standard error.
Exit status: 0 every bound was kept; 1 a bound broke or a measurement could not be made; 2 wrong arguments.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import traceback
from types import ModuleType

# Name → the module whose main(arguments) returns its figures; "held" among them says whether its bound was kept.
MEASUREMENTS = {
    "submissions_during_import": "benchmarks.submissions_during_import",
    "letter_numbers": "benchmarks.letter_numbers",
    "search": "benchmarks.search",
}


def said(module: ModuleType) -> str:
    """The first line of a module's docstring."""
    return (module.__doc__ or "").strip().partition("\n")[0]


def listing() -> str:
    width = max(map(len, MEASUREMENTS))
    return "\n".join(f"{name:<{width}}  {said(importlib.import_module(path))}" for name, path in MEASUREMENTS.items())


def run(name: str, arguments: list[str]) -> bool:
    """Make one measurement and print its figures. Whether its bound was kept."""
    print(f"== {name}", file=sys.stderr, flush=True)
    started = time.monotonic()
    try:
        figures = importlib.import_module(MEASUREMENTS[name]).main(arguments)
    except Exception:
        traceback.print_exc()
        return False
    took = round(time.monotonic() - started, 1)
    print(json.dumps({"measurement": name, **figures, "took_s": took}, ensure_ascii=False, indent=2), flush=True)
    return bool(figures.get("held", True))


def main(arguments: list[str]) -> int:
    """Exit status of the whole."""
    if arguments[:1] in (["-h"], ["--help"], ["--list"]):
        print(listing() if arguments[0] == "--list" else f"{(__doc__ or '').strip()}\n\n{listing()}")
        return 0
    names = arguments[:1] or list(MEASUREMENTS)
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"Unknown measurement {unknown[0]}; there are: {', '.join(MEASUREMENTS)}.", file=sys.stderr)
        return 2
    broken = [name for name in names if not run(name, arguments[1:])]
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
