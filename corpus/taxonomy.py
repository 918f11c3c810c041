"""The versioned taxonomies of causes (案由) and charges (罪名): nodes, ancestors, neighbours.

A node is named by its official name (a name that two case types share carries the type in front:
执行·合同纠纷). A cause that was renamed keeps its own node, under the tree of its time, and the new
name stands above it, so that a search under today's name finds both.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from corpus.models import CaseType

__all__ = [
    "Node",
    "acts",
    "aliases",
    "ancestors",
    "current_name",
    "nearest_charge",
    "neighbours",
    "node",
    "node_named",
    "nodes_of",
    "subtree",
    "suggest",
]

_ROOTS = frozenset({"民事", "刑事", "行政", "执行", "国家赔偿"})


@dataclass(frozen=True, slots=True)
class Node:
    """One cause of the taxonomy; ``parents`` of the newest version first; ``versions`` hold it."""

    node: str
    name: str
    case_type: CaseType
    parents: tuple[str, ...]
    versions: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    text = resources.files("corpus").joinpath("data", "causes.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _nodes() -> Mapping[str, Node]:
    return {
        row["node"]: Node(
            row["node"],
            row["name"],
            CaseType(row["case_type"]),
            tuple(row["parents"]),
            tuple(row["versions"]),
        )
        for row in _data()["nodes"]
    }


@cache
def _by_name() -> Mapping[tuple[str, CaseType], str]:
    return {(n.name, n.case_type): n.node for n in _nodes().values()}


@cache
def aliases() -> Mapping[str, str]:
    """Return unofficial civil names that courts print → the official cause they mean."""
    return dict(_data()["aliases"])


@cache
def acts() -> tuple[tuple[str, str], ...]:
    """Return (words, cause): what an administrative case's introduction says → the act reviewed."""
    return tuple((words, cause) for words, cause in _data()["acts"])


@cache
def _newer() -> Mapping[str, tuple[str, ...]]:
    """Return node → the nodes that took its place. One way: 强奸罪 is not a kind of 嫖宿幼女罪.

    Where one civil cause was given one new name, the two stand above each other: 居间合同纠纷 and
    中介合同纠纷 are the same cause.
    """
    table: dict[str, list[str]] = {}
    pairs = [(old, new) for old, new in _data()["renamed"]]
    for old, new in pairs:
        table.setdefault(old, []).append(new)
    olds, news = Counter(old for old, _ in pairs), Counter(new for _, new in pairs)
    for old, new in pairs:
        if olds[old] == news[new] == 1 and _nodes()[old].case_type is CaseType.CIVIL:
            table.setdefault(new, []).append(old)
    return {k: tuple(v) for k, v in table.items()}


@cache
def _children() -> Mapping[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for row in _nodes().values():
        for parent in row.parents:
            table.setdefault(parent, []).append(row.node)
    return {k: tuple(v) for k, v in table.items()}


def node(name: str) -> Node | None:
    """Return a node of the taxonomy by its id."""
    return _nodes().get(name)


def nodes_of(case_type: CaseType) -> tuple[Node, ...]:
    """Return all nodes of one case type, in the order of the official lists."""
    return tuple(n for n in _nodes().values() if n.case_type is case_type)


_TYPE_ORDER = (
    CaseType.CIVIL,
    CaseType.CRIMINAL,
    CaseType.ADMINISTRATIVE,
    CaseType.COMPENSATION,
    CaseType.ENFORCEMENT,
)
_TIDY = str.maketrans(
    {"(": "（", ")": "）", " ": None, "\u3000": None, "\n": None, "，": "、", ",": "、"}
)


@lru_cache(maxsize=8192)
def node_named(name: str, case_type: CaseType | None = None) -> str | None:
    """Return the node that a printed cause or charge means, None if the taxonomy has none.

    Charges may come with or without 罪, and as a part of an official choice (贩卖毒品罪 belongs to
    走私、贩卖、运输、制造毒品罪). Where several case types have the name, the civil one is meant.
    """
    name = name.strip().translate(_TIDY)
    if not name:
        return None
    for kind in _TYPE_ORDER if case_type is None else (case_type,):
        for form in (name, name + "罪", name.removesuffix("一案")):
            found = _by_name().get((form, kind))
            if found is not None:
                return found
    if case_type in (None, CaseType.CIVIL) and name in aliases():
        return aliases()[name]
    if case_type in (None, CaseType.CRIMINAL):
        return nearest_charge(name)
    return None


@cache
def _choices() -> tuple[tuple[str, str], ...]:
    """Return (name, node) of the charges that offer a choice: names of today, then the shortest."""
    old = {old for old, _ in _data()["renamed"]}
    rows = [
        (n.name, n.node)
        for n in _nodes().values()
        if n.case_type is CaseType.CRIMINAL and "、" in n.name and n.name.endswith("罪")
    ]
    return tuple(sorted(rows, key=lambda r: (r[1] in old, len(r[0]))))


@lru_cache(maxsize=4096)
def nearest_charge(name: str) -> str | None:
    """Return the official charge of which a form is a part, None if there is none.

    贩卖毒品罪 is 走私、贩卖、运输、制造毒品罪 with alternatives left out, 非法持有枪支罪 is
    非法持有、私藏枪支、弹药罪; an alternative is a run of characters that ends or begins at a 、.
    """
    form = name.translate(_TIDY)
    form = _BORDER.sub("国（边）境", form)
    if form in _nodes():
        return form
    bare = (form if form.endswith("罪") else form + "罪").replace("、", "")
    if not _SHORTEST <= len(bare) <= _LONGEST:
        return None
    for official, charge in _choices():
        if _in_order(bare, official) and _is_choice(bare, official):
            return charge
    return None


_BORDER = re.compile(r"(?<!（)(?:国边|国|边)境(?=.*罪$)")
_SHORTEST, _LONGEST = 3, 60


def _in_order(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(char in rest for char in part)


def _is_choice(part: str, whole: str) -> bool:
    """Whether ``whole`` becomes ``part`` when runs that touch a 、 are left out."""
    ends: dict[int, set[int]] = {0: {0}}  # offset in whole → how much of part is matched there
    for at in range(len(whole) + 1):
        for done in sorted(ends.get(at, ())):
            if at < len(whole) and done < len(part) and whole[at] == part[done]:
                ends.setdefault(at + 1, set()).add(done + 1)
            if at < len(whole) and whole[at] == "、":
                ends.setdefault(at + 1, set()).add(done)
            for to in range(at + 1, len(whole) + 1):
                if "、" in whole[max(0, at - 1) : to + 1]:
                    ends.setdefault(to, set()).add(done)
    return len(part) in ends.get(len(whole), ())


@lru_cache(maxsize=8192)
def ancestors(node: str) -> tuple[str, ...]:
    """Return what stands above a node, nearest first, without the case type; () if unknown.

    What took an old node's place stands above it, so that a search under today's name finds both.
    """
    found: dict[str, None] = {}
    level = [node]
    while level:
        above: list[str] = []
        for each in level:
            known = _nodes().get(each)
            above += _newer().get(each, ())
            above += known.parents if known is not None else ()
        level = [a for a in dict.fromkeys(above) if a != node and a not in found]
        level = [a for a in level if a not in _ROOTS]
        found |= dict.fromkeys(level)
    return tuple(found)


@cache
def subtree(node: str) -> frozenset[str]:
    """Return a node with all that it is an ancestor of; the node alone if unknown."""
    if node in _ROOTS:
        return frozenset(n.node for n in _nodes().values() if n.case_type == node)
    return frozenset({node, *(one for one in _nodes() if node in ancestors(one))})


@lru_cache(maxsize=4096)
def neighbours(node: str) -> tuple[str, ...]:
    """Return the other nodes under the same nearest parents (邻近案由)."""
    known = _nodes().get(node)
    if known is None:
        return ()
    beside = [c for p in known.parents if p not in _ROOTS for c in _children().get(p, ())]
    return tuple(n for n in dict.fromkeys(beside) if n != node)


def current_name(node: str) -> str:
    """Return today's name of a node: 居间合同纠纷 → 中介合同纠纷; itself if never renamed."""
    seen = {node}
    while True:
        newer = [n for o, n in _data()["renamed"] if o == node and n not in seen]
        if not newer:
            return node
        node = newer[0]
        seen.add(node)


def suggest(prefix: str, limit: int = 10) -> tuple[str, ...]:
    """Return node names for a search box: those that begin with the text, then that hold it."""
    typed = prefix.strip().translate(_TIDY)
    if not typed:
        return ()
    names = [n for n in _nodes() if n not in _ROOTS]
    first = sorted((n for n in names if n.startswith(typed)), key=len)
    held = sorted((n for n in names if typed in n and not n.startswith(typed)), key=len)
    return tuple([*first, *held][:limit])
