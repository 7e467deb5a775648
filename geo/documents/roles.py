"""What a line looks like by itself, before its neighbours are asked.

The verdicts rest on counts that hold for any site and language; the words of
the lexicon (`page_cue`) only confirm or settle what counts leave open.
"""

from __future__ import annotations

import re

import msgspec

from geo.documents.lines import Cue, Measure, Vocabulary
from geo.models import LineRole

#: A sentence of this many words is a paragraph, a shorter one may be anything (median of news paragraphs: 35).
BODY_WORDS = 12
#: Without a full stop a line must be this long, and dense in function words, to be a paragraph.
OPEN_BODY_WORDS = 18
OPEN_BODY_DENSITY = 0.10
#: Body text has 0.10–0.45 function words per word; lists of names and keywords 0–0.05.
BODY_DENSITY = 0.05
#: A language without function words in the lexicon: long sentences still count.
UNKNOWN_BODY_WORDS = 20
#: Headlines seen in lists have up to this many words on average; paragraphs more.
FRAGMENT_WORDS = 16.0
FRAGMENT_ENDED = 0.4
MIN_FRAGMENTS = 3
#: Menus joined by dashes ("Terms - Privacy - Contact").
DASHED_WORDS = 4.0
#: A byline is short, unless it starts with a word like "published"; much of it is the date.
BYLINE_WORDS = 16
LONG_BYLINE_WORDS = 26
BYLINE_DATE_SHARE = 0.4
#: Words that a line of counters, controls or credits has at most, and the share of them that are counters.
COUNTER_WORDS = 25
COUNTER_SHARE = 0.5
#: A furniture sentence ("By signing up you accept …") has at most this many words for one cue.
UI_WORDS = 30
#: Share of a line that must be cue words for the line to be furniture or a header.
CUE_SHARE = 0.5
#: A label ("Source:", "Read also:") has at most this many words before its colon.
LABEL_WORDS = 3
#: A title or headline has at most this many words.
TITLE_WORDS = 25
MIN_TITLE_WORDS = 2
#: A question of up to this many words may be a title or subhead.
QUESTION_WORDS = 16
#: What stands before a credit in brackets for it to be a caption.
MIN_CAPTION_WORDS = 3
#: Letters below this share, and below this number, make a line a control ("A + A -").
LETTER_SHARE = 0.3
MIN_LETTERS = 4

_WHOLE_BRACKET = re.compile(r"^\[[^\]]*\]$")
_OPEN_BRACKET = re.compile(r"^[\[(][^\])]{1,30}[\])]")
_GLUED_CAPTION = re.compile(r"\([^()]{2,40}\)\s+\S+(?:\s\S+){0,3}$")
_FORM = re.compile(r"\.{5,}|_{4,}|^\[[^\]]*\].*\[[^\]]*\]$")
_CLOCK = re.compile(r"\d{1,2}\s?[:h]\s?\d{2}\b")
#: A paragraph cut into list items ends them so; no headline does.
_CONTINUES = frozenset(";؛,،")
_SENTENCE_END = re.compile(r"(?<!\.)[.!?؟]\s+\w")
_SECTIONS = ("related", "popular", "comments", "newsletter", "archive", "tags")
_ADDRESS = re.compile(r"(?:https?://|www\.|t\.me/)\S+$")


class Verdict(msgspec.Struct, gc=False):
    """What a line is taken for.

    Attributes
    ----------
    kind
        ``body``, ``sentence`` (short, ends like one), ``plain`` (short, open: a title, subhead, headline, name),
        or the name of a role that is already decided.
    reason
        Why, in words.
    section
        Kind of furniture section that the line opens ("related", "comments" …), or "".
    ends
        What precedes is finished: tags, sources, lists of other articles.
    """

    kind: str
    reason: str
    section: str = ""
    ends: bool = False


def judge(line: Measure, hint: LineRole | None = None) -> Verdict:
    """Return what a line looks like by itself; `hint` is what the markup says of it."""
    if line.words > LONG_BYLINE_WORDS and line.terminal and not line.cues and _whole(line):
        return _prose(line)  # what most lines are
    for rule in (_byline, _marks, _picture, _section, _interface, _pieces):
        verdict = rule(line)
        if verdict is not None:
            return verdict
    if hint is not None and hint not in {"title", "byline"} and line.words < OPEN_BODY_WORDS:
        return Verdict(hint, "markup", ends=False)
    if _CLOCK.match(line.text) and not line.terminal:
        return Verdict("list", "starts with a time of day")
    if line.bullet and not (line.words >= BODY_WORDS and (line.terminal or line.last in _CONTINUES)):
        return Verdict("list", "bullet")
    return _prose(line)


def _whole(line: Measure) -> bool:
    return line.fragments[0] == 1 and not line.bullet and line.text[0] != "["


def _byline(line: Measure) -> Verdict | None:
    cues = [cue for cue in line.cues if cue.kind == "byline"]
    leads = bool(cues) and cues[0].leads
    if line.words > (LONG_BYLINE_WORDS if leads and line.dated else BYLINE_WORDS):
        return None
    stamped = line.count(Vocabulary.DATE) + line.count(Vocabulary.DIGITS)
    if line.dated and (stamped >= BYLINE_DATE_SHARE * line.words or (leads and not line.terminal)):
        return Verdict("byline", "date line")
    if (
        leads
        and line.words <= BYLINE_WORDS // 2
        and not line.terminal
        and (line.count(Vocabulary.DIGITS) or _named(line))
    ):
        return Verdict("byline", "byline words")
    return Verdict("byline", "byline words") if line.share("byline") >= CUE_SHARE else None


def _named(line: Measure) -> bool:
    """Tell whether a byline goes on with a name: no article or preposition follows "by"."""
    return line.function <= 2  # noqa: PLR2004  ("by" itself, and one in the name)


def _marks(line: Measure) -> Verdict | None:
    """Judge by characters: no letters, counters, brackets, copyright and credit signs."""
    if line.words > COUNTER_WORDS:
        return None
    letters = sum(map(str.isalpha, line.text))
    if (letters < MIN_LETTERS and not line.dated) or letters < LETTER_SHARE * len(line.text):
        return Verdict("ui", "hardly a letter")
    if line.count(Vocabulary.DIGITS) and not line.terminal and _counts(line):
        return Verdict("counter", "words followed by counts", ends=True)
    if (_FORM.search(line.text) and not line.terminal) or _ADDRESS.match(line.text):
        return Verdict("ui", "an address, or a field or buttons of a form")
    if "©" in line.text or line.text.startswith("(c) "):
        return Verdict("meta", "copyright or credit sign")
    return None


def _counts(line: Measure) -> bool:
    """Tell whether a line counts what readers did: "Share 0 Tweet 0"."""
    counters = line.counters
    if counters < 2 and not (counters and line.share("ui_word") >= CUE_SHARE):  # noqa: PLR2004
        return False
    numbers = sum(piece.isdigit() for piece in line.text.split())
    return numbers >= COUNTER_SHARE * counters and 2 * counters >= COUNTER_SHARE * line.words


def _picture(line: Measure) -> Verdict | None:
    if line.words > UI_WORDS + BODY_WORDS or not (line.cues or line.text[0] == "["):
        return None
    if _WHOLE_BRACKET.match(line.text):
        return Verdict("meta", "all in brackets")
    archived = line.cue("archive_picture")
    if archived is not None and (archived.closed or not line.terminal or line.text.startswith("[")):
        return Verdict("meta", "archive or illustration picture")
    if any(cue.kind == "picture_label" and cue.leads for cue in line.cues):
        return Verdict("meta", "label of a picture")
    credit = next((cue for cue in line.cues if cue.kind == "picture" and (cue.leads or cue.colon)), None)
    tagged = _OPEN_BRACKET.match(line.text)
    if (credit is not None and (credit.colon or tagged)) or (tagged and line.text[0] == "["):
        return Verdict("meta", "picture credit or label in brackets")
    return None


def _section(line: Measure) -> Verdict | None:
    """Judge by the words that head a section or label a line."""
    for cue in line.cues:
        if not cue.leads:
            continue
        heads = (cue.share >= CUE_SHARE or (line.label and line.words <= 2 * LABEL_WORDS)) and not line.question
        filled = cue.kind == "tags" and cue.colon and not line.label
        if cue.kind in _SECTIONS and heads and not filled:
            return Verdict("header", f"{cue.kind} heading", section=cue.kind, ends=True)
        if cue.kind == "signoff" and line.words <= UI_WORDS:
            return Verdict("byline", "sign-off", ends=True)
        verdict = _labelled(line, cue) if cue.colon and cue.kind != "archive" else None
        if verdict is not None:
            return verdict
        if cue.kind == "advert" and (cue.share >= CUE_SHARE or line.words <= UI_WORDS // 4):
            return Verdict("ui", "advertisement")
    return None


def _labelled(line: Measure, cue: Cue) -> Verdict | None:
    """Judge a line that starts with a label and a colon; "From our archive: …" goes before a title instead."""
    if cue.kind in {"tags", "source"} and not (line.terminal and line.words >= BODY_WORDS):
        return Verdict("tags" if cue.kind == "tags" else "meta", f"{cue.kind} label", ends=True)
    if cue.kind in _SECTIONS:
        return Verdict("list", f"{cue.kind} label")
    if cue.kind == "ticker" and (line.dashes or line.fragments[0] > 1):
        return Verdict("list", "ticker label")
    return None


def _interface(line: Measure) -> Verdict | None:
    commands = sum(cue.kind == "ui" for cue in line.cues)
    if commands and (line.words <= UI_WORDS or commands >= 2):  # noqa: PLR2004
        return Verdict("ui", "interface phrase")
    shares = line.share("ui", "ui_word", "byline")
    enough = CUE_SHARE if line.words > 2 else 1.0  # noqa: PLR2004  ("patrol report" is no button)
    if shares >= enough and line.words <= UI_WORDS and (line.ellipsis or not line.terminal):
        return Verdict("ui", "interface words")
    return None


def _pieces(line: Measure) -> Verdict | None:
    """Judge by how the line falls apart: menus, tickers, breadcrumbs."""
    count, mean, ended = line.fragments
    if count >= MIN_FRAGMENTS and mean <= FRAGMENT_WORDS and ended < FRAGMENT_ENDED:
        return Verdict("list", f"{count} fragments")
    pieces = line.dashes + 1
    if pieces >= MIN_FRAGMENTS and line.words / pieces <= DASHED_WORDS + 1 and not line.terminal:
        return Verdict("list", f"{pieces} pieces joined by dashes")
    return None


def _prose(line: Measure) -> Verdict:
    if line.terminal and not (line.ellipsis and line.words < UNKNOWN_BODY_WORDS):
        return _sentence(line)
    enough = BODY_WORDS if line.last in _CONTINUES else OPEN_BODY_WORDS
    if line.words >= enough and line.density >= OPEN_BODY_DENSITY and not line.bracketed:
        return Verdict("body", "long and dense in function words")
    if line.label and line.words <= LABEL_WORDS:
        return Verdict("header", "label with nothing after it")
    if line.label:
        return Verdict("sentence", "leads into what follows")
    if line.words >= MIN_CAPTION_WORDS and (line.bracketed or _GLUED_CAPTION.search(line.text)):
        return Verdict("caption", "credit in brackets")
    return Verdict("plain", "short, no full stop")


def _sentence(line: Measure) -> Verdict:
    if line.question and line.words <= QUESTION_WORDS and not _SENTENCE_END.search(line.text):
        return Verdict("plain", "short question")
    if line.words >= BODY_WORDS and (line.density >= BODY_DENSITY or line.words >= UNKNOWN_BODY_WORDS):
        return Verdict("body", "sentences with function words")
    return Verdict("sentence", "short sentence")
