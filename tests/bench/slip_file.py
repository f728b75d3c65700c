"""Slips into one file, so many as the first word says. Prints the memory, the time and the size as JSON."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "receipts"))

from peak import peak_mib
from receipts_sample import sale

from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import QrCodes
from vendingdesk.receipts import PdfFiles

AT_ONCE = 50


def main() -> None:
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="vendingdesk-bench-") as folder:
        path = Path(folder) / "slips.pdf"
        file = PdfFiles().slips(path, title="Slips", paper=PaperName.ROLL_80)
        file.add([sale()])  # what the first slip learns is not what a slip costs
        begun = time.perf_counter()
        for first in range(0, count, AT_ONCE):
            slips = []
            for number in range(first, min(first + AT_ONCE, count)):
                token = f"{number * 7919:020d}"
                receipt = sale(tokens=(token,))
                slips.append(replace(receipt, blocks=(*receipt.blocks, QrCodes((token,)))))
            file.add(slips)
        file.finish()
        seconds = time.perf_counter() - begun
        size = path.stat().st_size
    print(json.dumps({"peak_mib": peak_mib(), "ms": seconds * 1000 / count, "kb": size / 1000 / count}))


if __name__ == "__main__":
    main()
