"""Build what is shipped under `geo/data/` from what people edit under `data/`.

Usage: python scripts/build_data.py [lexicon] [gazetteer] [basemap]   (default: lexicon)
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from geo.language.lexicon import compile_lexicon

ROOT = Path(__file__).resolve().parent.parent


def build_lexicon() -> None:
    """Compile `data/lexicon` into `geo/data/lexicon.msgpack`."""
    file = compile_lexicon(ROOT / "data" / "lexicon")
    target = ROOT / "geo" / "data" / "lexicon.msgpack"
    target.write_bytes(msgspec.msgpack.encode(file))
    sys.stdout.write(f"{target.relative_to(ROOT)}: {len(file.phrases)} phrases, {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    build_lexicon()
