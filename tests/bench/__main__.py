"""Run the benchmarks; the exit code says whether every figure keeps its limit."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from tests.bench import (
    decide,
    findings_scroll,
    inventory,
    inventory_import,
    inventory_two,
    inventory_walk,
    large,
    loop,
    start,
)
from tests.bench.figures import Figure, machine

BENCHES: dict[str, Callable[[], Iterator[Figure]]] = {
    "start": start.measure,
    "loop": loop.measure,
    "large": large.measure,
    "findings-scroll": findings_scroll.measure,
    "inventory": inventory.measure,
    "inventory-import": inventory_import.measure,
    "inventory-walk": inventory_walk.measure,
    "inventory-two": inventory_two.measure,
    "decide": decide.measure,
}


def main(names: list[str]) -> int:
    """Run those named, or all."""
    print(machine(), flush=True)
    bad = 0
    for name in names or list(BENCHES):
        for figure in BENCHES[name]():
            print(figure, flush=True)
            bad += not figure.good
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
