"""Compare a screenshot with a golden one by the mean colour of small squares.

Letters that another machine rasterises a little differently hardly change the mean of a square; a mark that is
missing, a pane that stays blank or a panel that is lost changes many. ``MARSAD_RENEW_PICTURES=1`` writes the golden
pictures anew instead (``make pictures``): look at them before you commit them.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
from PIL import Image

GOLDEN = Path(__file__).parent / "golden" / "pictures"
RENEW = os.environ.get("MARSAD_RENEW_PICTURES") == "1"
#: Side of a square, pixels: a badge of the map covers about nine of them.
SQUARE_PX = 8
#: Two squares whose mean colours differ by no more than this in each channel look alike, of 255.
ALIKE = 20.0
#: So many squares may differ, since a line of text can break elsewhere by a letter; a missing badge is more.
STRAY_SQUARES = 3
#: Colours kept in a golden picture: flat areas pack well, and the mean of a square moves by 8 of 255 at most.
COLOURS = 128
#: A golden picture is no larger than this, bytes.
LARGEST = 150_000


def differing_squares(shot: bytes, golden: bytes) -> int:
    """Return how many squares of two pictures differ; all of them if the sizes do."""
    one, other = (_means(Image.open(io.BytesIO(picture))) for picture in (shot, golden))
    if one.shape != other.shape:
        return max(one.shape[0] * one.shape[1], other.shape[0] * other.shape[1])
    return int((np.abs(one - other).max(axis=2) > ALIKE).sum())


def _means(picture: Image.Image) -> np.ndarray:
    pixels = np.asarray(picture.convert("RGB"), dtype=float)
    rows, columns = pixels.shape[0] // SQUARE_PX, pixels.shape[1] // SQUARE_PX
    cut = pixels[: rows * SQUARE_PX, : columns * SQUARE_PX]
    return cut.reshape(rows, SQUARE_PX, columns, SQUARE_PX, 3).mean(axis=(1, 3))


def assert_like_golden(shot: bytes, name: str, scratch: Path) -> None:
    """Fail if a screenshot does not look like the golden one; it is kept in `scratch` to be looked at."""
    path = GOLDEN / f"{name}.png"
    if RENEW:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(slim(shot))
        return
    kept = scratch / f"{name}.png"
    kept.write_bytes(shot)
    count = differing_squares(shot, path.read_bytes())
    assert count <= STRAY_SQUARES, f"{count} squares differ: compare {kept} with {path}; `make pictures` renews it"


def slim(shot: bytes) -> bytes:
    """Return a screenshot as a small PNG with a palette."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    picture = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    picture.save(out, "PNG", optimize=True)
    assert out.tell() <= LARGEST, f"{out.tell()} bytes: show less, or fewer colours"
    return out.getvalue()
