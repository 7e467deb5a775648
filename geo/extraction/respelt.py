"""Foreign towns that an Arabic text spells otherwise than the gazetteer («أغلهوك» for «أغيلهوك»).

Newsrooms spell foreign names by ear. Behind a preposition of place a word that is none of the language's, and that
is nearly the name of a town of a country that the article is about, is that town.
"""

from __future__ import annotations

from collections.abc import Sequence

from geo.extraction.toponyms import Toponym
from geo.gazetteer.index import Gazetteer
from geo.gazetteer.search import close_spellings
from geo.language.tokens import TokenStream

#: Shorter words are like too many names, letters.
MIN_LETTERS = 5
#: Likeness (0-1) of a spelling to the name.
LIKENESS = 0.8
#: Prepositions that a town follows.
ROLES = frozenset({"at", "to", "from", "near", "via"})
#: Countries whose own names are Arabic and spelt one way: what is nearly a name there is another word.
ARABIC_NAMED = frozenset(
    ["AE", "BH", "DJ", "DZ", "EG", "EH", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY",
     "TN", "YE"]
)  # fmt: skip


def respelt(
    stream: TokenStream, gazetteer: Gazetteer, mentions: Sequence[Toponym], focus: frozenset[str]
) -> tuple[Toponym, ...]:
    """Return the mentions with the towns of the countries in focus that are spelt otherwise, in order.

    Parameters
    ----------
    stream
        Tokens of the article.
    gazetteer
        An open gazetteer.
    mentions
        Mentions found so far, in order.
    focus
        Countries that the article is about (ISO 3166 alpha-2).
    """
    countries = focus - ARABIC_NAMED
    if not countries:
        return tuple(mentions)
    covered = {token for mention in mentions for token in range(mention.first, mention.last)}
    found = []
    for hit in stream.find("preposition", 0, len(stream)):
        index = hit.last
        if hit.value not in ROLES or index >= len(stream) or index in covered or not _foreign(stream, index):
            continue
        word = stream.words[index]
        alike = close_spellings(gazetteer, word.raw, countries=countries, minimum=LIKENESS)
        entries = tuple(e for e in gazetteer.lookup(alike[0].key) if e.place.country in countries) if alike else ()
        if not entries or entries[0].place.kind != "town":
            continue
        start, end = stream.span(index, index + 1)
        found.append(
            Toponym(
                index, index + 1, start, end, stream.text[start:end], "town", "literal", entries, role=hit.value,
                reasons=(f"spelt like {alike[0].key!r}",),
            )
        )  # fmt: skip
        covered.add(index)
    return tuple(sorted((*mentions, *found), key=lambda mention: mention.first)) if found else tuple(mentions)


def _foreign(stream: TokenStream, index: int) -> bool:
    """Tell whether a word is Arabic script, bare, and none that the lexicon knows."""
    word = stream.words[index]
    if not word.arabic or stream.hits[index] or len(word.norm) < MIN_LETTERS or not word.raw.isalpha():
        return False
    return not any(reading.definite for reading in word.readings) and word.light_form not in stream.lexicon.common
