"""Where articles start and end within a file, and what each line is to its article."""

from __future__ import annotations

import msgspec

from geo.documents.lines import Measure
from geo.documents.roles import MIN_TITLE_WORDS, OPEN_BODY_WORDS, TITLE_WORDS, Verdict
from geo.models import LineRole

#: Furniture lines (dates, buttons, captions) that may stand between a title and its first paragraph.
LOOK_AHEAD = 14
#: A paragraph of this many words goes on with an article even after a box of other headlines.
RESUMING_WORDS = 25
#: After a newsletter box and an empty line fewer words do (such boxes hold one short sentence), and for a
#: paragraph that shares this part of its words with the article.
BOXED_WORDS = 15
RESUMING_SHARE = 0.25
#: A title has usually more words than the name of a site or a section.
FULL_TITLE_WORDS = 4
#: More open lines than this in a row are a list of headlines, not title, kicker and standfirst.
MAX_TITLE_GROUP = 3
#: Body text shorter than this beside a real article is a notice; one with its own date may be shorter.
MIN_ARTICLE_WORDS = 20
MIN_DATED_WORDS = 12
#: A standfirst below the title has at least this many words, else it is a subhead.
STANDFIRST_WORDS = 8
#: and stands this close to it.
STANDFIRST_LINES = 2
#: A title without date or furniture before it has at least this many words, else it is a subhead.
BARE_TITLE_WORDS = 5
#: Two texts that share less than this part of their words are about different things.
COHESION = 0.16
#: Paragraphs on either side that are compared: enough for an article, and bounded for a huge file.
COMPARED_LINES = 40

#: Nothing after such a heading is the article's, however long: readers write long comments.
_ABSORBING = frozenset({"comments", "popular"})
_OPEN = frozenset({"plain", "caption"})
_PROSE = frozenset({"body", "sentence"})


class Draft(msgspec.Struct, gc=False):
    """An article in the making: line numbers ``[first, last)`` and what is known of them."""

    first: int
    last: int
    title: int | None = None
    bodies: list[int] = []
    dated: bool = False


def cut(lines: list[Measure], verdicts: list[Verdict]) -> tuple[list[Draft], list[Verdict]]:
    """Return the articles, together covering all lines, and the verdicts as the cutting settled them.

    A "comments" button between title and text looks like the heading of the comments.
    If more prose is lost behind such headings than is kept, they are read as buttons.
    """
    for absorbing in (True, False):
        cutter = Cutter(lines, list(verdicts), absorbing=absorbing)
        drafts = cutter.cut()
        if cutter.kept >= cutter.dropped:
            break
    return drafts, cutter.verdicts


class _Ahead(msgspec.Struct, frozen=True, gc=False):
    """What stands between an open line and the next paragraph: a date, how many open lines."""

    dated: bool
    opened: int


class Cutter:
    """Walks down the lines of a file and decides where a new article starts."""

    def __init__(self, lines: list[Measure], verdicts: list[Verdict], *, absorbing: bool = True) -> None:
        self.lines = lines
        self._absorbing = absorbing
        self.dropped = 0
        self.verdicts = verdicts
        self.drafts: list[Draft] = []
        self._ended = False
        self._section = ""
        self._closing = 0
        self._chained = False
        self._bodiless = not any(verdict.kind == "body" for verdict in verdicts)

    def cut(self) -> list[Draft]:
        """Return the articles, together covering all lines."""
        index = 0
        while index < len(self.lines):
            verdict = self.verdicts[index]
            if verdict.kind in _OPEN and self._starts(index):
                index = self._open(index)
                continue
            if verdict.kind in _PROSE and self._takes(index):
                if not self.drafts:
                    self.drafts.append(Draft(0, 0))
                self.drafts[-1].bodies.append(index)
                self._reset()
            elif verdict.kind in _PROSE:
                self.verdicts[index] = Verdict("ui", f"in or after a {self._section or 'closing'} section")
                self.dropped += self.lines[index].words
            else:
                self._closing += 1
                if verdict.ends:
                    self._ended = True
                    self._section = verdict.section or self._section
            index += 1
        return self._tiled()

    def _reset(self) -> None:
        self._ended, self._section, self._closing = False, "", 0

    @property
    def kept(self) -> int:
        """Words of all paragraphs that were taken."""
        return sum(self.lines[body].words for draft in self.drafts for body in draft.bodies)

    @property
    def _running(self) -> bool:
        """Some article has its first paragraph; before that, buttons and boxes stand between title and text."""
        return bool(self.drafts and self.drafts[0].bodies)

    # ------------------------------------------------------------- starting

    def _starts(self, index: int) -> bool:
        """Tell whether an open line is the title of an article that starts here."""
        line = self.lines[index]
        ahead = self._ahead(index)
        if ahead is None or not MIN_TITLE_WORDS <= line.words <= TITLE_WORDS:
            return False
        if not self._running:
            return not self.drafts or self.drafts[-1].title is None
        if self.verdicts[index].kind == "caption":
            return ahead.dated and not ahead.opened
        return ahead.dated or line.cue("archive") is not None or self._starts_undated(index, ahead)

    def _starts_undated(self, index: int, ahead: _Ahead) -> bool:
        """Tell a title without a date from a subhead and from the last of a run of headlines."""
        line = self.lines[index]
        if self._section == "newsletter" or (self._absorbing and self._section == "comments"):
            return False
        if self._ended:
            run_on = line.gap == 0 and self.verdicts[index - 1].kind == "plain"
            return line.words >= FULL_TITLE_WORDS and ahead.opened <= 1 and not run_on
        if line.words < BARE_TITLE_WORDS or not (self._chained or self._set_apart(index)):
            return False
        return self._cohesion(index) < COHESION

    def _ahead(self, index: int) -> _Ahead | None:
        """Look for the first paragraph after a line; None if there is none that the line could head."""
        dated, opened = False, 0
        for ahead in range(index + 1, min(index + 1 + LOOK_AHEAD, len(self.lines))):
            verdict = self.verdicts[ahead]
            if verdict.kind in _PROSE:
                return _Ahead(dated, opened) if verdict.kind == "body" or self._body_follows(ahead) else None
            if verdict.kind == "byline":
                dated = dated or self.lines[ahead].dated
            opened += verdict.kind in _OPEN
            if opened > MAX_TITLE_GROUP or self._bars(ahead):
                return None
        return None

    def _bars(self, index: int) -> bool:
        """Tell whether a line may not stand between a title and its text."""
        verdict = self.verdicts[index]
        if verdict.kind == "list":  # a lone bullet is the number of a section
            return not (
                self.lines[index].bullet
                and self.verdicts[index + 1 : index + 2]
                and self.verdicts[index + 1].kind != "list"
            )
        return verdict.ends and verdict.kind != "counter" and self._running

    def _body_follows(self, index: int) -> bool:
        """Tell whether a short sentence is the lead of an article: a paragraph comes next."""
        return any(self.verdicts[after].kind == "body" for after in range(index + 1, min(index + 3, len(self.lines))))

    def _set_apart(self, index: int) -> bool:
        """Tell whether the gap before a line is wider than those between the paragraphs before it."""
        bodies = self.drafts[-1].bodies
        gaps = sorted(self.lines[body].gap for body in bodies[1:][-COMPARED_LINES:])
        return bool(gaps) and self.lines[index].gap > max(gaps[len(gaps) // 2], 1)

    def _cohesion(self, index: int) -> float:
        """Return the share of words after a line that the article before it has, too."""
        after: set[str] = set()
        for ahead in range(index, min(index + COMPARED_LINES, len(self.lines))):
            if self.verdicts[ahead].ends or (ahead > index + 1 and self.verdicts[ahead].kind == "plain"):
                break
            if self.verdicts[ahead].kind in _PROSE or ahead == index:
                after.update(_stems(self.lines[ahead].text))
        return self._overlap(after)

    def _shared(self, index: int) -> float:
        """Return the share of a paragraph's words that the article before it has, too."""
        return self._overlap(_stems(self.lines[index].text))

    def _overlap(self, stems: set[str]) -> float:
        bodies = self.drafts[-1].bodies[-COMPARED_LINES:]
        before = {stem for body in bodies for stem in _stems(self.lines[body].text)}
        return len(before & stems) / len(stems) if stems else 1.0

    def _open(self, index: int) -> int:
        """Open an article with the group of open lines at `index`; return the line after its title."""
        group = [index]
        scan = index + 1
        while scan < len(self.lines) and self.verdicts[scan].kind not in _PROSE:
            if self.verdicts[scan].kind in _OPEN and self._ahead(scan) is not None:
                if scan != group[-1] + 1 and not self.drafts and not self._bylined(group[-1] + 1, scan):
                    group = []  # furniture between: what came before was the name of the site
                group.append(scan)
            scan += 1
        full = [i for i in group if self.lines[i].words >= FULL_TITLE_WORDS and not self.lines[i].text.isupper()]
        # a standfirst follows its title; headlines of a list come before it
        listed = self._section or len(full) >= MAX_TITLE_GROUP
        title = (full[-1] if listed else full[0]) if full else group[-1]
        self._chained = self._ended or bool(self.drafts and self._chained)
        if self.drafts and not self.drafts[-1].bodies:
            self.drafts[-1].title = title
        else:
            self.drafts.append(Draft(index if self.drafts else 0, 0, title))
        self._reset()
        return title + 1

    def _bylined(self, first: int, last: int) -> bool:
        return any(self.verdicts[i].kind == "byline" for i in range(first, last))

    # --------------------------------------------------------------- bodies

    def _takes(self, index: int) -> bool:
        """Tell whether a paragraph or sentence belongs to the article that is open."""
        line, verdict = self.lines[index], self.verdicts[index]
        if not self._running:
            return verdict.kind == "body" or (bool(self.drafts) and self._body_follows(index)) or self._bodiless
        if self._absorbing and self._section in _ABSORBING:
            return False
        if self._ended:
            # a single line ("video you may like:") interrupts, several close
            boxed = (self._section == "newsletter" and line.gap) or self._shared(index) >= RESUMING_SHARE
            needed = BOXED_WORDS if boxed else RESUMING_WORDS
            return verdict.kind == "body" and (line.words >= needed or self._closing == 1)
        if not self.drafts[-1].bodies:
            return verdict.kind == "body" or self._body_follows(index)
        return True

    # -------------------------------------------------------------- tidying

    def _tiled(self) -> list[Draft]:
        """Let the articles cover all lines, and give up those that are mere notices."""
        drafts = [draft for draft in self.drafts if draft.bodies]
        for draft in drafts:
            span = range(draft.first, draft.bodies[0])
            draft.dated = any(self.verdicts[i].kind == "byline" and self.lines[i].dated for i in span)
        kept = [draft for draft in drafts if self._stands(draft)] or drafts[:1]
        for draft in drafts:
            if draft not in kept:
                for body in draft.bodies:
                    self.verdicts[body] = Verdict("ui", "a notice beside an article")
        for number, draft in enumerate(kept):
            draft.first = 0 if number == 0 else draft.first
            draft.last = kept[number + 1].first if number + 1 < len(kept) else len(self.lines)
        return kept or [Draft(0, len(self.lines))]

    def _stands(self, draft: Draft) -> bool:
        words = sum(self.lines[body].words for body in draft.bodies)
        return words >= (MIN_DATED_WORDS if draft.dated else MIN_ARTICLE_WORDS)


def _stems(text: str) -> set[str]:
    """Return the longer words of a text, cut to where inflection hardly reaches."""
    return {word.strip(".,;:،؛!?؟\"'«»()")[-6:] for word in text.split() if len(word) > 4}  # noqa: PLR2004


def settle(draft: Draft, lines: list[Measure], verdicts: list[Verdict]) -> list[tuple[LineRole, tuple[str, ...]]]:
    """Return role and reasons of each line of an article."""
    first_body = draft.bodies[0] if draft.bodies else draft.last
    last_body = draft.bodies[-1] if draft.bodies else -1
    bodies = set(draft.bodies)
    out: list[tuple[LineRole, tuple[str, ...]]] = []
    for index in range(draft.first, draft.last):
        verdict, line = verdicts[index], lines[index]
        role: LineRole
        why = verdict.reason
        if index == draft.title:
            role, why = "title", "before the first paragraph"
        elif index in bodies:
            role = "body"
        elif verdict.reason == "bullet" and first_body < index < last_body and _alone(index, verdicts):
            role, why = "subhead", "a lone number or bullet between paragraphs"
        elif verdict.kind not in _PROSE | _OPEN:
            role = _as_role(verdict.kind)
        elif index < first_body:
            role, why = _before(index, draft, line)
        elif index < last_body:
            role, why = _between(index, line, verdict, verdicts)
        elif verdict.kind == "caption" and index <= last_body + 2:
            role = "caption"
        else:
            role, why = "ui", "after the last paragraph"
        out.append((role, tuple(dict.fromkeys((verdict.reason, why)))))
    return out


def _alone(index: int, verdicts: list[Verdict]) -> bool:
    return "list" not in {verdicts[index - 1].kind, verdicts[index + 1].kind} and verdicts[index - 1].kind != "header"


def _as_role(kind: str) -> LineRole:
    return kind  # type: ignore[return-value]  # verdicts of decided lines are named by their role


def _before(index: int, draft: Draft, line: Measure) -> tuple[LineRole, str]:
    if draft.title is None or index < draft.title:
        return "header", "before the title"
    if line.words >= STANDFIRST_WORDS and index - draft.title <= STANDFIRST_LINES:
        return "body", "standfirst"
    return "subhead", "below the title"


def _between(index: int, line: Measure, verdict: Verdict, verdicts: list[Verdict]) -> tuple[LineRole, str]:
    if verdict.kind == "caption":
        return "caption", verdict.reason
    if verdicts[index + 1].kind == "list":
        return "header", "heads a list"
    if line.words >= OPEN_BODY_WORDS:
        return "body", "long, between paragraphs"
    if verdict.kind == "sentence":
        return "ui", "a sentence in a furniture section"
    return "subhead", "open line between paragraphs"
