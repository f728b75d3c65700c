"""``make shots``: a PNG of every screen and slip in ``build/shots``, light and dark, from a real run.

``python tests/shots [WORD ...]`` takes only the runs whose name has one of the words.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from shots.pictures import shoot

    sys.exit(shoot(sys.argv[1:]))
