import random

import pytest

from corpus.errors import SourceError
from corpus.sources import decode_text
from tests.corpus.sources.factories import JUDGMENT

NOISE = random.Random(5).randbytes(5000)  # noqa: S311 - noise, no secret


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_the_character_sets_of_courts_are_told_apart(encoding: str) -> None:
    assert decode_text(JUDGMENT.encode(encoding)) == JUDGMENT


def test_ascii_and_a_few_characters_are_utf8() -> None:
    assert decode_text(b"plain ascii") == "plain ascii"
    assert decode_text("判决".encode()) == "判决"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (NOISE, "二进制"),
        (b"\x00" * 500, "二进制"),
        (b"\x7fELF" + bytes(range(256)) * 20, "二进制"),
        (JUDGMENT.encode().decode("gb18030", "replace").encode(), "乱码"),
        (JUDGMENT.encode().replace("本院".encode(), b"\xff\xfe\xfd\xfc"), "编码"),
        (JUDGMENT.encode()[1:], "编码"),
        (JUDGMENT.encode("big5", "ignore"), "big5"),
        (JUDGMENT.encode("shift_jis", "ignore"), "编码"),
        (JUDGMENT.encode().decode("latin-1").encode(), "乱码"),
    ],
    ids=["random", "zeros", "program", "mojibake", "damaged", "cut", "big5", "japanese", "latin"],
)
def test_what_cannot_be_read_is_said_with_what_to_do(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as caught:
        decode_text(data)
    assert "请" in str(caught.value)
