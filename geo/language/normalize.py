"""Two tiers of normal form for a single word: `light` as written, `fold` for look-up.

Text is never normalised as a whole: tokens keep their raw spans, and only
distinct words are normalised, through the cache of `geo.language.lexicon`.
The light tier undoes typography (presentation forms, tatweel, diacritics, bidi
marks, Arabic-Indic digits, letter case). The fold tier adds what writers vary
freely: hamza seats, alef maqsura, ta marbuta, Persian letter shapes, accents.
"""

from __future__ import annotations

import re
import unicodedata

#: Characters that carry no letter: tatweel, harakat, Quranic marks, zero-width and bidi controls.
IGNORABLE = "\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u061c"
_IGNORABLE_RE = re.compile(f"[{IGNORABLE}]+")

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_SHAPES = str.maketrans(
    {"ی": "ي", "ک": "ك", "گ": "ك", "ڨ": "ق", "ڤ": "ف", "پ": "ب", "چ": "ش", "ہ": "ه", "ھ": "ه", "ە": "ه"}
)
_FOLD_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ء": None}
)
_FOLD_LATIN = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss",
        "ʿ": None, "ʾ": None, "ʻ": None, "ʼ": None, "'": None, "\u2019": None, "`": None,
    }
)  # fmt: skip


def is_arabic(char: str) -> bool:
    """Tell whether a character belongs to the Arabic script (letters, forms, digits)."""
    return "\u0600" <= char <= "\u06ff" or "\ufb50" <= char <= "\ufdff" or "\ufe70" <= char <= "\ufefc"


def light(word: str) -> str:
    """Undo typography only; keeps what tells two words apart (فأس / فاس)."""
    if word.isascii():
        return word.lower()
    form = unicodedata.normalize("NFKC", word).translate(_DIGITS).translate(_SHAPES)
    return _IGNORABLE_RE.sub("", form).casefold()


def fold(word: str) -> str:
    """Return the look-up key of a word: `light` without the letters that writers vary.

    Notes
    -----
    Idempotent: ``fold(fold(w)) == fold(w)``.
    """
    form = light(word)
    if form.isascii():
        return form.replace("'", "").replace("`", "")
    if any(is_arabic(char) for char in form):
        folded = form.translate(_FOLD_ARABIC)
        return folded or form
    decomposed = unicodedata.normalize("NFD", form)
    stripped = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", stripped.translate(_FOLD_LATIN))


def skip_letters(raw: str, count: int) -> int:
    """Return the raw offset after `count` letters, passing over ignorable characters.

    Parameters
    ----------
    raw
        A word as written, with any diacritics or tatweel.
    count
        How many letters (as `light` counts them) to pass.
    """
    offset = 0
    while offset < len(raw) and count > 0:
        if not _IGNORABLE_RE.match(raw[offset]):
            count -= 1
        offset += 1
    while offset < len(raw) and _IGNORABLE_RE.match(raw[offset]):
        offset += 1
    return offset
