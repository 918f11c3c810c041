"""Builds ``data/legal_dictionary.txt``: words of the law that a general dictionary lacks.

``python -m corpus.legal_dictionary SHARED_DATA OUT`` reads facts only: statute names, charges,
causes, court names, and the legal terms of THUOCL (MIT). Each word is given the smallest frequency
at which the engine keeps it whole, computed once against jieba's own dictionary, so that both
engines get the same number.
"""

import argparse
import json
import lzma
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

__all__ = ["build", "candidates"]

_HAN = re.compile(r"[一-鿕]+\Z")
_COUNTRY = "中华人民共和国"
_LONGEST_LAW = 16  # beyond that a name is a sentence about its matter, and its words should count
_LONGEST_TERM = 8
_SHORTEST = 3  # two-character words are jieba's business: adding some breaks others apart
_TERM_FREQUENCY = 500  # THUOCL counts: below this the list is full of book titles and people
_NO_TERM = re.compile(
    r"^[一对与由在为被将向从取]|讲座|教材|研究|概论|案例|实务|[学后前时]\Z|[与和及的]"
)
_SHORT_TERM = re.compile(r"..[人权罪物书金债款]\Z")
_HEADER = (
    "# word<TAB>frequency. Made by corpus/legal_dictionary.py from statute names, charges,\n"
    "# causes, court names and THUOCL's legal terms (MIT licence, Tsinghua University).\n"
)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _laws(data: Path) -> Iterator[str]:
    for file, key in (("dated_laws", "law"), ("current_articles", "law")):
        for row in _rows(data / "statutes" / f"{file}.jsonl.xz"):
            name = row[key]
            if len(name) <= _LONGEST_LAW + len(_COUNTRY) and "关于" not in name:
                yield name
                yield name.removeprefix(_COUNTRY)


def _causes(data: Path) -> Iterator[str]:
    names = [row["name"] for row in _rows(data / "taxonomy" / "causes.jsonl.xz")]
    for file in ("criminal_charges.txt", "civil_causes_2020_ethan.txt"):
        names += (data / "taxonomy" / file).read_text(encoding="utf-8").split()
    for name in names:
        for part in re.split(r"[、（）()，,“”]", name):
            # 纠纷 and 罪 stay words of their own: 民间借贷 is found with and without them.
            term = re.sub(r"(纠纷|罪|案件)\Z", "", part)
            if len(term) <= _LONGEST_TERM and not _NO_TERM.search(term):
                yield term


def _courts(data: Path) -> Iterator[str]:
    for row in _rows(data / "taxonomy" / "courts.jsonl.xz"):
        yield row["name"]


def _terms(data: Path) -> Iterator[str]:
    text = (data / "taxonomy" / "legal_terms_thuocl.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        term, _, frequency = line.partition("\t")
        common = int(frequency.strip() or 0) >= _TERM_FREQUENCY
        fits = _SHORT_TERM.match(term) or len(term) in range(_SHORTEST + 1, _LONGEST_TERM + 1)
        if common and fits and not _NO_TERM.search(term):
            yield term


def candidates(data: Path) -> list[str]:
    """Return the cleaned words, each once, sorted."""
    found: set[str] = set()
    sources: Iterable[Iterator[str]] = (_laws(data), _causes(data), _courts(data), _terms(data))
    for source in sources:
        found.update(w for w in source if len(w) >= _SHORTEST and _HAN.match(w))
    return sorted(found)


def build(data: Path) -> str:
    """Return the text of the dictionary file."""
    import jieba  # takes a second to load, and only builders need it

    engine = jieba.Tokenizer()
    engine.initialize()
    new = [word for word in candidates(data) if not engine.FREQ.get(word)]
    lines = [f"{word}\t{engine.suggest_freq(word)}" for word in new]
    return _HEADER + "\n".join(lines) + "\n"


def main() -> None:
    """Write the dictionary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.write_text(build(options.data), encoding="utf-8")


if __name__ == "__main__":
    main()
