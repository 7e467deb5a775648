"""Tokens, numbers and dates: one shared token stream; a language is data (`data/lexicon`)."""
