"""What the parser reads from a file's texts: `python -m scripts.benchmarks.address_process FILE`, a process of its own.

Prints {load_ms, memory_mb, readings: [{ms, people: [...]}]}: load_ms is the import with the first parse, memory_mb what
both added to the process, and ms the fastest of three warm parses of a text.
"""

import json
import os
import sys
from pathlib import Path
from time import perf_counter

_FIRST = "张三 13800001111 广东省深圳市南山区科技园1号"
_FIELDS = ("role", "name", "phone", "province", "city", "district", "street", "detail", "postcode")


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """The process."""
    texts = [json.loads(line)["text"] for line in Path(sys.argv[1]).read_text().splitlines() if line]
    before, began = _resident_mb(), perf_counter()
    from logistics.domain.address.parser import parse

    parse(_FIRST)
    load_ms, memory_mb = (perf_counter() - began) * 1000, _resident_mb() - before
    for text in texts:
        parse(text)
    readings = []
    for text in texts:
        times = []
        for _ in range(3):
            began = perf_counter()
            people = parse(text)
            times.append((perf_counter() - began) * 1000)
        told = [{**{name: getattr(one, name) for name in _FIELDS}, "ext": one.extension} for one in people]
        readings.append({"ms": min(times), "people": told})
    print(json.dumps({"load_ms": load_ms, "memory_mb": memory_mb, "readings": readings}, ensure_ascii=False))


if __name__ == "__main__":
    main()
