"""``make shots``: a PNG of every screen and slip in ``build/shots``, in every look, from a real run.

``python tests/shots [WORD ...]`` takes only the runs whose name has one of the words, such as ``contrast-wide``
or ``run_doubts``; with ``--at-200`` those of a screen of 1024×600 at 200 %.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from shots.pictures import shoot

    sys.exit(shoot(sys.argv[1:]))
