"""How a place mention is used: a location, a government, part of a name, or an adjective.

Both readings are scored: evidence for `literal` (a locative preposition, an
administrative head, a dateline, a distance) against evidence for `metonym`
(the subject of a verb of stance, the complement of "government of", "backed
by") and `organisation-part` (inside the name of a unit, treaty, club or medium).
The reasons of the winning reading are kept on the mention.
"""

from __future__ import annotations

import msgspec

from geo.extraction.sport import sport_marks
from geo.extraction.toponyms import Toponym, clitics_of, role_before, role_of_clitics, says_and
from geo.language.lexicon import Hit
from geo.language.tokens import TokenStream
from geo.models import NARRATIVE_ROLES, PlaceUse

#: Prepositions that put something somewhere, as opposed to "with" or "by".
LOCATIVE = frozenset({"at", "from", "to", "via", "near", "off", "over", "between"})
#: Words looked at to either side for a verb whose subject the mention may be.
SUBJECT_WINDOW = 4
#: An event that falls on a place stands at most this many words before "on".
ON_WINDOW = 3
#: What a capital says or deals in stands at most this many words before it.
REACTION_WINDOW = 4
#: A dateline is over after so many characters.
DATELINE_CHARS = 45
#: Words to either side of a name in which sport is looked for.
SPORT_WINDOW = 5
#: A verb of meeting stands within so many tokens of those who meet.
MEETING_WINDOW = 3
_MEETINGS = frozenset({"meeting_verb"})
_SEATS = frozenset({"capital", "country", "seat"})

# weights of the evidence, calibrated on the development texts
LOCATIVE_WEIGHT = 2.0
ADMIN_WEIGHT = 3.0
POLITY_WEIGHT = 2.6
STANCE_WEIGHT = 2.2
BARE_CAPITAL_WEIGHT = 1.0
LITERAL_PRIOR = 0.8


class _Scores:
    """Evidence for each use, with its reasons."""

    def __init__(self) -> None:
        self.score: dict[PlaceUse, float] = {"literal": LITERAL_PRIOR, "metonym": 0.0, "organisation-part": 0.0}
        self.reasons: dict[PlaceUse, list[str]] = {"literal": [], "metonym": [], "organisation-part": []}

    def add(self, use: PlaceUse, weight: float, reason: str) -> None:
        self.score[use] += weight
        self.reasons[use].append(reason)

    def best(self) -> tuple[PlaceUse, tuple[str, ...]]:
        use = max(self.score, key=lambda u: self.score[u])
        return use, tuple(self.reasons[use])


def classify_uses(stream: TokenStream, mentions: tuple[Toponym, ...]) -> tuple[Toponym, ...]:
    """Return the mentions with their use decided."""
    covered = _name_cover(stream)
    out: list[Toponym] = []
    for mention in mentions:
        if mention.use in ("demonym", "organisation-part"):
            out.append(mention)
            continue
        use, reasons = _use(stream, mention, covered, out[-1] if out else None)
        out.append(msgspec.structs.replace(mention, use=use, reasons=(*mention.reasons, *reasons)))
    return tuple(out)


def is_seat(stream: TokenStream, mention: Toponym) -> bool:
    """Tell whether a mention names a country, a capital or a seat of power."""
    if mention.head or mention.admin:
        return False
    if mention.kind == "country" or any(entry.place.kind == "country" for entry in mention.entries):
        return True
    return any(hit.last == mention.last for hit in stream.hits_of(_SEATS, mention.first, mention.first + 1))


def _name_cover(stream: TokenStream) -> list[Hit]:
    """Return the hits of named actors longer than one word, in order."""
    actors = (hit for index in stream.by_class.get("actor", ()) for hit in stream.hits[index] if hit.cls == "actor")
    return [hit for hit in actors if hit.last - hit.first > 1]


def _use(
    stream: TokenStream, mention: Toponym, covered: list[Hit], previous: Toponym | None
) -> tuple[PlaceUse, tuple[str, ...]]:
    scores = _Scores()
    _inside_name(stream, mention, covered, scores)
    role = mention.role
    before = stream.before(mention.first)
    if role not in ("at", "from", "to") and not mention.admin and _sporting(stream, mention):
        scores.add("organisation-part", 2.4, "among words of sport")
    if "relation" in before:
        scores.add("literal", ADMIN_WEIGHT, "after a relation word")
        return scores.best()
    if _object_of_motion(stream, mention):
        scores.add("literal", ADMIN_WEIGHT, "object of a verb of motion")
    backed, seat = before.get("polity"), is_seat(stream, mention)
    if seat and backed is not None and backed.value == "after_with" and backed.last - backed.first > 1:
        scores.add("metonym", POLITY_WEIGHT, f"after {stream.surface(backed.first, backed.last)!r}")
        role = ""
    if seat and not mention.admin and _on_behalf(stream, mention):
        scores.add("metonym", BARE_CAPITAL_WEIGHT, "after a preposition that only weighs on it")
        role = ""
    if role in LOCATIVE:
        scores.add("literal", LOCATIVE_WEIGHT, f"preposition of role {role}")
    if mention.admin or mention.head:
        scores.add("literal", ADMIN_WEIGHT, f"head word {mention.admin or mention.head}")
    if _dateline(stream, mention):
        scores.add("literal", ADMIN_WEIGHT, "dateline")
    if "direction" in before:  # a relation has been told already
        scores.add("literal", LOCATIVE_WEIGHT, "after a direction or distance")
    if seat:
        _acting(stream, mention, role, scores)
    if previous is not None and not role and _listed_after(stream, previous, mention):
        scores.add(previous.use if previous.use != "demonym" else "literal", 1.5, f"listed with {previous.surface}")
    return scores.best()


def _inside_name(stream: TokenStream, mention: Toponym, covered: list[Hit], scores: _Scores) -> None:
    for hit in covered:
        if (
            hit.first <= mention.first
            and hit.last >= mention.last
            and hit.last - hit.first > mention.last - mention.first
        ):
            if _polity_inside(stream, hit, mention):
                scores.add("metonym", 4.0, "a government or its forces")
            else:
                scores.add("organisation-part", 4.0, f"inside the name {stream.surface(hit.first, hit.last)!r}")
            return
    if clitics_of(stream, mention):
        return
    head = stream.hit_before(mention.first, "name_head") or _unit_head_before(stream, mention)
    if head is not None and not head.reading.trim and not (mention.head and mention.admin):
        scores.add("organisation-part", 3.2, f"after {stream.surface(head.first, head.last)!r}")
    if mention.last < len(stream.words) and not mention.head:
        tail = stream.hit(mention.last, "name_tail")
        if tail is not None and not stream.words[mention.first].arabic:
            scores.add("organisation-part", 3.2, f"before {stream.surface(tail.first, tail.last)!r}")


def _unit_head_before(stream: TokenStream, mention: Toponym) -> Hit | None:
    """Return a unit head that takes the mention as its name («لواء غريان»)."""
    hit = stream.hit_before(mention.first, "unit_head")
    if hit is None or not stream.words[mention.first].arabic or hit.value == "force" or hit.reading.definite:
        return None
    return hit if not role_of_clitics(stream, clitics_of(stream, mention)) else None


def _polity_inside(stream: TokenStream, actor: Hit, mention: Toponym) -> bool:
    """Tell whether an actor's name is just "government of X" or "X's army"."""
    return any(
        h.cls == "polity" and h.first == actor.first and h.last == mention.first for h in stream.hits[actor.first]
    )


def _dateline(stream: TokenStream, mention: Toponym) -> bool:
    """Tell whether a mention opens its line as a dateline ("TRIPOLI, 10 August -", «سبها - 14 نوفمبر»)."""
    line = stream.lines[stream.line_of[mention.first]]
    if mention.start != line.start:
        return False
    rest = stream.text[mention.end : min(line.end, mention.end + DATELINE_CHARS)]
    dash = min((rest.find(mark) for mark in (" - ", " – ", " — ", "- ") if mark in rest), default=-1)
    if dash < 0:
        return False
    head = rest[:dash].strip(" ،,")
    return not head or head[0] == "(" or any(char.isdigit() for char in head)


def _object_of_motion(stream: TokenStream, mention: Toponym) -> bool:
    """Tell whether a verb that takes a place as its object stands right before ("reached", «غادرت»)."""
    hit = stream.hit_before(mention.first, "event_verb")
    return hit is not None and "obj=" in hit.value and not hit.reading.trim


def _sporting(stream: TokenStream, mention: Toponym) -> bool:
    """Tell whether a word of sport stands near in the same stretch of its line."""
    line = stream.line_of[mention.first]
    low, high = max(0, mention.first - SPORT_WINDOW), mention.last + SPORT_WINDOW
    sport = sport_marks(stream)
    if sport.find(1, low, high) < 0:
        return False
    for step, edge in ((-1, mention.first), (1, mention.last - 1)):
        index = edge
        for _ in range(SPORT_WINDOW):
            following = index + step
            if not 0 <= following < len(stream) or stream.line_of[following] != line:
                break
            gap = stream.text[stream.ends[min(index, following)] : stream.starts[max(index, following)]]
            if len(gap) > 2 or stream.words[following].raw in ".;؛|":  # noqa: PLR2004  (a stretch ends at a wide gap)
                break
            index = following
            if sport[index] and any(h.cls == "sport_word" and not h.reading.trim for h in stream.hits[index]):
                return True
    return False


def _on_behalf(stream: TokenStream, mention: Toponym) -> bool:
    """Tell whether "on" stands before a capital with no event beside it («من الصعب على موسكو»)."""
    on = stream.hit_before(mention.first, "on_preposition")
    if on is None:
        return False
    near = range(max(0, on.first - ON_WINDOW), on.first)
    return not any(h.cls in ("event_verb", "event_noun") for at in near for h in stream.hits[at])


def _acting(stream: TokenStream, mention: Toponym, role: str, scores: _Scores) -> None:
    """Add the evidence that a capital or country acts as a state."""
    before = stream.hit_before(mention.first, "polity")
    if before is not None and (before.value == "head" or role not in ("at", "from", "to")):
        scores.add("metonym", POLITY_WEIGHT, f"after {stream.surface(before.first, before.last)!r}")
    if mention.last < len(stream):
        tail = stream.hit(mention.last, "polity_tail")
        if tail is not None and not stream.words[mention.first].arabic:
            scores.add("metonym", POLITY_WEIGHT, f"before {stream.surface(tail.first, tail.last)!r}")
    if stream.hit(mention.first, "seat") is not None:
        scores.add("metonym", 1.5, "a seat of power")
    if role == "at" and _ministry_in(stream, mention):
        scores.add("metonym", POLITY_WEIGHT + LOCATIVE_WEIGHT, "a ministry or government in it")
    if _word_before(stream, mention, "backers") or (role != "at" and _word_before(stream, mention, "reaction")):
        scores.add("metonym", POLITY_WEIGHT + LOCATIVE_WEIGHT, "a reaction or dealing of it, or those behind somebody")
    if mention.last < len(stream) and stream.words[mention.last].raw == ":" and not role:
        scores.add("metonym", STANCE_WEIGHT, "before a colon")
    if role in ("with", "against", "by"):
        scores.add("metonym", STANCE_WEIGHT, f"after a preposition of role {role}")
    if role in LOCATIVE:
        return
    meetings = stream.marks(_MEETINGS)
    ahead = meetings.find(1, max(0, mention.first - MEETING_WINDOW), mention.first)
    if ahead >= 0 or meetings.find(1, mention.last, mention.last + MEETING_WINDOW) >= 0:
        scores.add("literal", LOCATIVE_WEIGHT, "where countries meet")
        return
    verb = _verb_near(stream, mention)
    if verb is not None:
        scores.add("metonym", STANCE_WEIGHT, f"subject of {stream.surface(verb.first, verb.last)!r}")
    elif stream.line_role(mention.first) in NARRATIVE_ROLES and not _follows_noun(stream, mention):
        scores.add("metonym", BARE_CAPITAL_WEIGHT, "a capital or country without a preposition")


def _ministry_in(stream: TokenStream, mention: Toponym) -> bool:
    """Tell whether "ministry … in" stands before a capital: the capital stands for the government."""
    step = stream.hit_before(mention.first, "preposition")
    if step is None:
        return False
    return any(
        hit.cls == "ministry"
        for back in range(max(0, step.first - 2), step.first)
        for hit in stream.hits[back]
        if hit.last <= step.first
    )


def _word_before(stream: TokenStream, mention: Toponym, cls: str) -> bool:
    """Tell whether a word of a class stands close before a mention («تعليق من القاهرة», "talks between")."""
    low = max(0, mention.first - REACTION_WINDOW)
    line = stream.line_of[mention.first]
    found = stream.by_class.get(cls)
    return found is not None and any(
        back in found and stream.line_of[back] == line for back in range(low, mention.first)
    )


def _verb_near(stream: TokenStream, mention: Toponym) -> Hit | None:
    """Return a verb of stance or saying whose subject the mention may be."""
    arabic = stream.words[mention.first].arabic
    if arabic:
        pronoun = stream.hit_before(mention.first, "preposition")  # «تسعى إليها واشنطن»
        index = pronoun.first if pronoun is not None and pronoun.reading.trim > 1 else mention.first
        for cls in ("stance", "saying", "modality"):  # «تنوي أنقرة»
            hit = stream.hit_before(index, cls)
            if hit is not None and (cls != "modality" or hit.value == "planned"):
                return hit
    for index in range(mention.last, min(mention.last + SUBJECT_WINDOW, len(stream))):
        if stream.line_of[index] != stream.line_of[mention.first] or stream.words[index].raw in ".؟?!:":
            break
        for cls in ("stance", "saying"):
            hit = stream.hit(index, cls)
            if hit is not None and not hit.reading.trim:
                return hit
    return None


def _follows_noun(stream: TokenStream, mention: Toponym) -> bool:
    """Tell whether the mention may complete a noun before it («شوارع طرابلس», "streets of Tripoli")."""
    if mention.first == 0 or stream.line_of[mention.first - 1] != stream.line_of[mention.first]:
        return False
    before = stream.words[mention.first - 1]
    if not stream.words[mention.first].arabic:
        return role_before(stream, mention.first) != "" or before.norm in ("of", "de", "d", "du", "des")
    if not before.arabic or any(
        h.cls in ("conjunction", "stance", "saying", "past_cue", "function_word")
        for h in stream.hits_ending.get(mention.first, ())
    ):
        return False
    return not any(h.cls == "event_verb" for h in stream.hits_ending.get(mention.first, ()))


def _listed_after(stream: TokenStream, previous: Toponym, mention: Toponym) -> bool:
    """Tell whether two mentions stand in one list ("Ankara and Damascus", «أبوظبي والقاهرة والرياض»)."""
    if previous.kind != mention.kind and "country" in (previous.kind, mention.kind):
        return False
    gap = stream.text[previous.end : mention.start]
    if gap == " " and previous.use == "metonym":
        return True
    words = gap.replace("،", " ").replace(",", " ").split()
    if "\n" in gap or len(words) > 1:
        return False
    if not words:
        return bool(gap.strip())
    hits = stream.hits[previous.last] if previous.last < len(stream) else ()
    return words[0] == "و" or says_and(hits)
