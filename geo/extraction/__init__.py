"""What the text says: place mentions and their use, relative places, forces, event frames.

Everything here works on one `geo.language.tokens.TokenStream` and on the names
that the gazetteer found in it; nothing here knows where a place lies.
"""
