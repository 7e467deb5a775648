"""A source to its articles: every line with a role and its reasons, title, language, day of publication.

Lines are labelled, never deleted. An analyst who wonders why a headline of a
"read also" list made no mark on the map finds the line, its role and the reason.
"""

from __future__ import annotations

import datetime as dt

from geo.documents.articles import Draft, cut, settle
from geo.documents.dating import byline_date, dateline_date, inferred_date
from geo.documents.lines import Measure, Vocabulary, measure, vocabulary
from geo.documents.readers import Hint, Source
from geo.documents.roles import BODY_DENSITY, Verdict, judge
from geo.documents.wrapping import join_wrapped
from geo.errors import EmptyInputError
from geo.language.lexicon import Lexicon
from geo.models import Article, Line, LineRole
from geo.settings import Settings

#: BCP 47 for "undetermined": no function words of a language that the lexicon knows.
UNKNOWN_LANGUAGE = "und"
#: Body lines that are looked at to tell the language.
LANGUAGE_LINES = 20
#: Function words per word in texts of a known language: 0.16–0.30 where small words are glued to others,
#: 0.37–0.50 elsewhere; its relatives, which share some of them, have up to 0.28 (measured on news of 2018–2026).
GLUING_DENSITY = 0.10
LOOSE_DENSITY = 0.30
#: … or such a share of words of any kind in the lexicon; texts of related languages stay under a half.
KNOWN_SHARE = 0.6
#: Shorter texts are too short for such shares; any function word decides.
FULL_WORDS = 40
#: Lines above the title and below the first paragraph in which a date is the article's own.
STAMP_LINES = 4


def segment(source: Source, *, lexicon: Lexicon, settings: Settings) -> tuple[Article, ...]:  # noqa: ARG001
    """Cut a source into articles and label its lines.

    Parameters
    ----------
    source
        What `geo.documents.read_source` returns.
    lexicon
        Function words, furniture words and words of dates.
    settings
        Part of every stage's signature; nothing of it is used yet.

    Returns
    -------
    tuple of Article
        In order; together they cover every line of the file that holds anything.
        A file with furniture only is one article without body lines.

    Raises
    ------
    EmptyInputError
        If no line holds anything.
    """
    lines = join_wrapped(source.text, measure(source.text, lexicon))
    if not lines:
        msg = f"{source.name!r} holds no text; give a file that holds text"
        raise EmptyInputError(msg)
    hints = _hints(lines, source.hints)
    verdicts = [judge(line, hint) for line, hint in zip(lines, hints, strict=True)]
    _promote(lines, verdicts)
    drafts, verdicts = cut(lines, verdicts)
    return tuple(_article(source, number, drafts, lines, verdicts, lexicon) for number in range(len(drafts)))


def _hints(lines: list[Measure], hints: tuple[Hint, ...]) -> list[LineRole | None]:
    """Return for each line the role that the markup gives to most of it."""
    out: list[LineRole | None] = []
    at = 0
    for line in lines:
        while at < len(hints) and hints[at].end <= line.start:
            at += 1
        shares: dict[LineRole, int] = {}
        scan = at
        while scan < len(hints) and hints[scan].start < line.end:
            hint = hints[scan]
            shares[hint.role] = shares.get(hint.role, 0) + min(hint.end, line.end) - max(hint.start, line.start)
            scan += 1
        best = max(shares, key=shares.__getitem__, default=None)
        out.append(best if best is not None and 2 * shares[best] > line.end - line.start else None)
    return out


def _promote(lines: list[Measure], verdicts: list[Verdict]) -> None:
    """Take short open lines for text where a file holds nothing better, as a message of two lines does."""
    if any(verdict.kind in {"body", "sentence"} for verdict in verdicts):
        return
    stop = next((index for index, verdict in enumerate(verdicts) if verdict.ends), len(lines))
    open_lines = [index for index in range(stop) if verdicts[index].kind in {"plain", "caption"}]
    if len(lines) > 1 and not any(lines[index].density >= BODY_DENSITY for index in open_lines):
        return
    for index in open_lines:
        verdicts[index] = Verdict("body", "nothing longer in the file")


def _article(
    source: Source, number: int, drafts: list[Draft], lines: list[Measure], verdicts: list[Verdict], lexicon: Lexicon
) -> Article:
    draft, text = drafts[number], source.text
    roles = settle(draft, lines, verdicts)
    own = lines[draft.first : draft.last]
    published, basis = _published(source, number, draft, lines, verdicts, lexicon)
    title = lines[draft.title] if draft.title is not None else None
    return Article(
        source=source.name,
        source_sha256=source.sha256,
        index=number,
        start=0 if number == 0 else lines[draft.first].start,
        end=len(text) if number + 1 == len(drafts) else lines[drafts[number + 1].first].start,
        title=text[title.start : title.end] if title is not None else "",
        lang=_language([lines[body] for body in draft.bodies[:LANGUAGE_LINES]] or own[:LANGUAGE_LINES], lexicon),
        published=published,
        published_basis=basis,
        lines=tuple(
            Line(line.start, line.end, role, why) for line, (role, why) in zip(own, roles, strict=True)
        ),
        text=text,
    )  # fmt: skip


def _language(lines: list[Measure], lexicon: Lexicon) -> str:
    """Return the language whose function words occur most, if they occur as often as in its texts."""
    known = vocabulary(lexicon)
    counts = [sum(line.count(Vocabulary.LANGUAGES + at) for line in lines) for at in range(len(known.languages))]
    words = sum(line.words for line in lines)
    if not any(counts):
        return known.guess(word for line in lines for word in line.text.split()) or UNKNOWN_LANGUAGE
    best = known.languages[max(range(len(counts)), key=counts.__getitem__)]
    needed = GLUING_DENSITY if any(clitics.lang == best for clitics in lexicon.clitics) else LOOSE_DENSITY
    if words < FULL_WORDS or max(counts) >= needed * words:
        return best
    # telegrams and threads leave the small words out
    share = known.share((word for line in lines for word in line.text.split()), best)
    return best if share >= KNOWN_SHARE else UNKNOWN_LANGUAGE


def _published(
    source: Source, number: int, draft: Draft, lines: list[Measure], verdicts: list[Verdict], lexicon: Lexicon
) -> tuple[dt.date | None, str | None]:
    """Return day of publication and what it rests on, the surest ground first."""
    text, bodies = source.text, [lines[body] for body in draft.bodies]
    head = draft.bodies[0] if draft.bodies else draft.first
    stamped = [i for i in _stamp_lines(draft) if verdicts[i].kind == "byline"]
    # a date between title and text is the article's own; one far above may be the site's
    stamped.sort(key=lambda i: (i > head, abs(i - head)))
    found = byline_date(text, (lines[i] for i in stamped), lexicon)
    if found is not None:
        return found, "byline"
    if bodies and (found := dateline_date(text, bodies[0], lexicon)) is not None:
        return found, "dateline"
    if number == 0 and source.published is not None:
        return source.published, "metadata"
    if bodies and (found := inferred_date(text, bodies, lexicon)) is not None:
        return found, "inferred"
    return None, None


def _stamp_lines(draft: Draft) -> range:
    """Return where the date of an article may stand: near its title, its first lines, or just below its end.

    Dates further off are those of the page or of other articles that it lists.
    """
    if not draft.bodies:
        return range(draft.first, draft.last)
    top = (draft.title if draft.title is not None else draft.bodies[0]) - STAMP_LINES
    end = draft.bodies[0] + STAMP_LINES
    if len(draft.bodies) <= STAMP_LINES:
        end = min(end, draft.bodies[-1] + 2)
    return range(max(draft.first, top), min(draft.last, end))
