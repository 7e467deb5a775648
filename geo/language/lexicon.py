"""The built lexicon: which phrases mean what, in every language at once.

People edit `data/lexicon/<language>/*.toml`; `geo.language.compiling` turns them
into one file under `geo/data/` that is loaded here. Nothing in this module knows
a language by name: clitics and inflection are data too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path

import msgspec

from geo.errors import LexiconError
from geo.language.normalize import fold, is_arabic, light, skip_letters
from geo.remembered import Remembered

FORMAT = "marsad.lexicon/1"
#: Distinct words kept in a lexicon's cache; a day's news has well under this many.
WORD_CACHE_SIZE = 400_000
#: Proclitics are not stripped from words that would be left shorter than this.
MIN_STEM_LETTERS = 2

#: Names of forces and weapons are read in any language's article.
CROSS_LANGUAGE = frozenset({"actor", "equipment"})
#: Classes of single words in which « posté » must not be read where « poste » stands.
ACCENTS_MATTER = frozenset({"event_verb", "event_noun", "saying", "stance"})

#: … and in which a word with other accents is another word, and one without may be either.
ACCENTS_TELL = frozenset({"equipment"})


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """One lexicon entry: folded words, what they mean, and in which language and form."""

    words: tuple[str, ...]
    cls: str
    value: str
    lang: str
    form: str = ""
    #: the first word with its accents, where they tell it from another word (« posté », « poste »)
    accented: str = ""


class Clitics(msgspec.Struct, frozen=True):
    """How one language glues small words to others."""

    lang: str
    #: clitic string -> its pieces, e.g. "وب" -> ("و", "ب")
    proclitics: dict[str, tuple[str, ...]]
    #: what the definite article looks like, and contractions that hide it ("لل" -> "ل" + "ال")
    article: str = ""
    contractions: dict[str, tuple[str, ...]] = {}
    enclitics: tuple[str, ...] = ()
    #: ending before an enclitic -> ending of the bare word ("ت" -> "ه")
    joints: dict[str, str] = {}


class LexiconFile(msgspec.Struct, frozen=True):
    """What the built file holds."""

    format: str
    phrases: tuple[Phrase, ...]
    clitics: tuple[Clitics, ...]
    #: light forms of words too common to be a place name without a cue
    common: tuple[str, ...] = ()


class Reading(msgspec.Struct, frozen=True, gc=False):
    """One way to read a written word: what is left after its clitics.

    Attributes
    ----------
    norm, light_form
        Folded and light form of the stem.
    skip
        Raw offset in the word where the stem starts.
    clitics
        The proclitic pieces, outermost first ("و", "ب").
    definite
        The article was stripped, too (`norm` is the bare noun).
    trim
        Raw characters to leave off at the end (an enclitic).
    """

    norm: str
    light_form: str
    skip: int
    clitics: tuple[str, ...] = ()
    definite: bool = False
    trim: int = 0


class Opening(msgspec.Struct, frozen=True, gc=False):
    """The phrases of one language that a word is, and those that it opens, by their second word."""

    alone: tuple[tuple[Phrase, Reading], ...]
    longer: dict[str, tuple[tuple[Phrase, Reading], ...]]


class Word:
    """A distinct written word with everything that is known of it; made once and cached."""

    __slots__ = (
        "arabic", "classes", "light_form", "links", "norm", "number", "opening", "phrases", "raw", "readings",
    )  # fmt: skip

    def __init__(self, raw: str, norm: str, light_form: str, readings: tuple[Reading, ...]) -> None:
        self.raw = raw
        self.norm = norm
        self.light_form = light_form
        self.readings = readings
        self.arabic = is_arabic(raw[0])
        self.number: bool = norm[0].isdigit()
        #: (reading, phrase) pairs of lexicon phrases that start with this word
        self.phrases: tuple[tuple[Reading, Phrase], ...] = ()
        #: classes of the phrases that the word is by itself
        self.classes: frozenset[str] = frozenset()
        #: what the word may be inside a longer phrase: itself, or without its article or accusative ending
        self.links: tuple[str, ...] = (norm,)
        #: by language: the phrases that the word is, and those it opens, by their second word
        self.opening: dict[str | None, Opening] = {}


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A lexicon phrase found in a token stream: tokens ``[first, last)``; `cls` and `value` are the phrase's."""

    first: int
    last: int
    cls: str
    value: str
    phrase: Phrase
    reading: Reading


class WordTags(Remembered[Word, int]):
    """A number below 256 for each distinct word, worked out at first sight by `tag`."""

    def __init__(self, tag: Callable[[Word], int]) -> None:
        super().__init__(tag, WORD_CACHE_SIZE)

    def of(self, words: Iterable[Word]) -> bytes:
        """Return the tags of words in order, one byte each: bytes are searched at the speed of C."""
        return bytes(map(self.__getitem__, words))


class Lexicon:
    """Look-up of words and phrases; share one instance, it caches distinct words."""

    def __init__(self, file: LexiconFile) -> None:
        self.clitics = file.clitics
        self.common = frozenset(file.common)
        self._phrases = file.phrases
        by_first: dict[str, tuple[Phrase, ...]] = {}
        for phrase in file.phrases:
            first = phrase.words[0]
            by_first[first] = (*by_first.get(first, ()), phrase)  # most stand alone; tuples cost the collector nothing
        self._by_first = by_first
        self.words = Remembered(self._make, WORD_CACHE_SIZE)

    @cached_property
    def values(self) -> dict[str, dict[str, tuple[Phrase, ...]]]:
        """The phrases of each class by value."""
        out: dict[str, dict[str, list[Phrase]]] = {}
        for phrase in self._phrases:
            out.setdefault(phrase.cls, {}).setdefault(phrase.value, []).append(phrase)
        return {cls: {value: tuple(found) for value, found in values.items()} for cls, values in out.items()}

    def word(self, raw: str) -> Word:
        """Return the cached `Word` of a written form."""
        return self.words[raw]

    def _make(self, raw: str) -> Word:
        norm, light_form = fold(raw) or raw, light(raw) or raw
        whole = Reading(norm, light_form, 0)
        readings = [whole]
        if len(norm) > MIN_STEM_LETTERS and norm.isalpha():
            for clitics in self.clitics:
                readings.extend(_strip(raw, light_form, clitics))
        word = Word(raw, norm, light_form, tuple(readings))
        bare = (r.norm for r in readings if not r.clitics and (r.definite or r.trim == 1))
        word.links = tuple(dict.fromkeys((norm, *bare)))
        pairs = [(reading, phrase) for reading in readings for phrase in self._by_first.get(reading.norm, ())]
        # a class that reads the word whole does not also read it without its pronoun; the first word of a longer
        # phrase («صاروخا كروز») is no reading of the word alone
        entire = {phrase.cls for reading, phrase in pairs if not reading.trim and len(phrase.words) == 1}
        pairs = [pair for pair in pairs if not (pair[0].trim and pair[1].cls in entire)]
        # the whole word is read as itself before it is cut up
        if any(reading is whole and len(phrase.words) == 1 for reading, phrase in pairs):
            pairs = [(r, p) for r, p in pairs if not r.clitics or len(p.words) > 1]
        word.phrases = tuple(pairs)
        word.classes = frozenset(phrase.cls for _, phrase in pairs if len(phrase.words) == 1)
        return word

    def opening(self, word: Word, lang: str | None) -> Opening:
        """Return the phrases of a language (None: of all) that start with a word; cached on the word."""
        found = word.opening.get(lang)
        if found is None:
            found = word.opening[lang] = _opening(word, lang)
        return found

    def has(self, word: Word, cls: str) -> bool:
        """Tell whether a single-word phrase of a class matches the word in some reading."""
        return cls in word.classes


def _opening(word: Word, lang: str | None) -> Opening:
    alone: list[tuple[Phrase, Reading]] = []
    longer: dict[str, list[tuple[Phrase, Reading]]] = {}
    for reading, phrase in word.phrases:
        if lang is not None and phrase.lang != lang and phrase.cls not in CROSS_LANGUAGE:
            continue
        if (
            not word.arabic
            and phrase.accented
            and phrase.accented != word.light_form
            and (
                # « armés » is not « armes », but a text without accents may mean either
                phrase.cls in ACCENTS_MATTER or (phrase.cls in ACCENTS_TELL and word.light_form != word.norm)
            )
        ):
            continue
        if len(phrase.words) == 1:
            alone.append((phrase, reading))
        else:
            longer.setdefault(phrase.words[1], []).append((phrase, reading))
    alone.sort(key=lambda pair: len(pair[1].clitics) + pair[1].trim)
    return Opening(tuple(alone), {second: tuple(pairs) for second, pairs in longer.items()})


class _Front(msgspec.Struct, frozen=True):
    """A way to cut the front of a word: letters cut, clitic pieces, article cut, what is left."""

    letters: int
    pieces: tuple[str, ...]
    definite: bool
    stem: str


def _fronts(light_form: str, clitics: Clitics) -> list[_Front]:
    """Return the ways to cut proclitics and article; the first cuts nothing."""
    fronts = [_Front(0, (), definite=False, stem=light_form)]
    for front, pieces in clitics.proclitics.items():
        if light_form.startswith(front):
            fronts.append(_Front(len(front), pieces, definite=False, stem=light_form[len(front) :]))
    article = clitics.article
    if article:
        fronts.extend(
            _Front(front.letters + len(article), front.pieces, definite=True, stem=front.stem[len(article) :])
            for front in tuple(fronts)
            if front.stem.startswith(article)
        )
    for front, pieces in clitics.contractions.items():
        if light_form.startswith(front):
            stem = light_form[len(front) :]
            fronts.append(_Front(len(front), pieces, definite=True, stem=stem))
            fronts.append(_Front(len(front), pieces, definite=False, stem=article + stem))
    return fronts


def _strip(raw: str, light_form: str, clitics: Clitics) -> list[Reading]:
    """Return the readings of a word with its clitics cut off, proclitics before enclitics."""
    fronts = _fronts(light_form, clitics)
    found: dict[tuple[str, int, bool, int], Reading] = {}

    def add(front: _Front, stem: str, trim: int) -> None:
        norm = fold(stem) if stem else ""
        key = (norm, front.letters, front.definite, trim)
        if len(norm) >= MIN_STEM_LETTERS and key not in found:
            skip = skip_letters(raw, front.letters)
            found[key] = Reading(norm, stem, skip, front.pieces, front.definite, trim)

    for front in fronts[1:]:
        add(front, front.stem, 0)
    for front in fronts:
        if front.definite:
            continue  # a word takes an article or an enclitic, never both
        for end in clitics.enclitics:
            if not front.stem.endswith(end) or len(front.stem) - len(end) <= MIN_STEM_LETTERS:
                continue
            bare = front.stem[: -len(end)]
            trim = len(raw) - skip_letters(raw, len(light_form) - len(end))
            add(front, bare, trim)
            for joint, mended in clitics.joints.items():
                if bare.endswith(joint):
                    add(front, bare[: -len(joint)] + mended, trim)
    return list(found.values())


# --------------------------------------------------------------------- loading


@lru_cache(maxsize=4)
def load_lexicon(path: Path | None = None) -> Lexicon:
    """Load the built lexicon, by default the embedded one.

    Raises
    ------
    LexiconError
        If the file is missing, damaged or of another format.
    """
    try:
        source = path if path is not None else resources.files("geo").joinpath("data/lexicon.msgpack")
        file = msgspec.msgpack.decode(source.read_bytes(), type=LexiconFile)
    except OSError as error:
        msg = f"the lexicon cannot be read ({error}); build it with `make data`"
        raise LexiconError(msg) from error
    except msgspec.MsgspecError as error:
        msg = f"the lexicon file is damaged ({error}); build it again with `make data`"
        raise LexiconError(msg) from error
    if file.format != FORMAT:
        msg = f"the lexicon has format {file.format!r}, this version reads {FORMAT!r}; build it again with `make data`"
        raise LexiconError(msg)
    return Lexicon(file)
