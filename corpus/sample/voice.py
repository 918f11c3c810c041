"""The voice of one document: picks among the written wordings and fills in the facts."""

import random
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TypeVar

__all__ = ["Voice", "load_bank"]

T = TypeVar("T")
_CHOICE = re.compile(r"⟦([^⟦⟧]*)⟧")


@cache
def load_bank(name: str) -> dict[str, tuple[str, ...]]:
    """Return the wordings of ``phrases/<name>.txt`` by key.

    Raises:
        ValueError: a line stands before the first key, or a key comes twice or has no wording.
    """
    text = (files("corpus.sample.phrases") / f"{name}.txt").read_text(encoding="utf-8")
    bank: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            if line[1:-1] in bank:
                raise ValueError(f"{name}.txt: [{line[1:-1]}] comes twice")
            current = bank[line[1:-1]] = []
        elif current is None:
            raise ValueError(f"{name}.txt: {line!r} stands before the first key")
        else:
            current.append(line)
    empty = [key for key, lines in bank.items() if not lines]
    if empty:
        raise ValueError(f"{name}.txt: no wording under {empty}")
    return {key: tuple(lines) for key, lines in bank.items()}


class Voice:
    """Draws everything that varies in a story from one seeded stream."""

    __slots__ = ("brief", "rng")

    def __init__(self, rng: random.Random, *, brief: bool = False) -> None:
        """``brief`` leaves out what a short document can do without."""
        self.rng = rng
        self.brief = brief

    def say(self, bank: str, key: str, **slots: object) -> str:
        """Return one wording of a key, its inner choices made and its slots filled."""
        line = self.rng.choice(load_bank(bank)[key])
        line = _CHOICE.sub(lambda found: self.rng.choice(found[1].split("|")), line)
        return line.format_map(slots)

    def short(self, text: str, sentences: int = 1) -> str:
        """Return the text, or in a brief document only its first sentences."""
        if not self.brief:
            return text
        return "。".join(text.split("。")[:sentences]).rstrip("。") + "。" if "。" in text else text

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return self.rng.choice(options)

    def chance(self, probability: float) -> bool:
        """Return True with the given probability."""
        return self.rng.random() < probability

    def between(self, low: int, high: int, step: int = 1) -> int:
        """Return a multiple of ``step`` between low and high, ends included."""
        return self.rng.randrange(low // step, high // step + 1) * step
