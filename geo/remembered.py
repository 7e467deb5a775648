"""A dictionary that works a value out at first sight, and is emptied when it holds too many."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(dict[K, V]):
    """What `make` returns for each key, kept for at most `size` keys, which are dropped together."""

    def __init__(self, make: Callable[[K], V], size: int) -> None:
        super().__init__()
        self._make = make
        self._size = size

    def __missing__(self, key: K) -> V:
        if len(self) >= self._size:
            self.clear()
        made = self[key] = self._make(key)
        return made
