"""Judgment ↔ JSON, by msgspec: the contract's keys are the dataclass fields."""

from typing import Any

import msgspec

from corpus.models import Judgment

__all__ = ["from_json", "to_builtins", "to_json"]

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Judgment)


def to_json(judgment: Judgment) -> bytes:
    """Return the whole judgment, text included, as UTF-8 JSON."""
    return _encoder.encode(judgment)


def from_json(data: bytes | str) -> Judgment:
    """Return the judgment that ``to_json`` wrote.

    Raises:
        msgspec.ValidationError: the JSON is not a judgment of this version.
    """
    return _decoder.decode(data)


def to_builtins(judgment: Judgment, *, with_text: bool = False) -> dict[str, Any]:
    """Return the JSON contract as plain objects; ``text`` only when asked for."""
    built: dict[str, Any] = msgspec.to_builtins(judgment)
    if not with_text:
        del built["text"]
    return built
