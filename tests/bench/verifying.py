"""A full verification of a journal. Prints entries and seconds as JSON. Arguments: the folder, and how many times."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from vendingdesk.journal.verification import verify

times = []
for _ in range(int(sys.argv[2])):
    begun = time.perf_counter()
    found = verify(Path(sys.argv[1]))
    times.append(time.perf_counter() - begun)
    assert found.unbroken, str(found)
print(json.dumps({"seconds": times, "entries": found.entries, "says": str(found)}))
