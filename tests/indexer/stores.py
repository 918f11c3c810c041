"""A record store in a dict, which can be made to fail like a killed process."""

from collections.abc import Iterator, Sequence

from corpus.models import Judgment
from indexer.types import PutReport, Record, Reject

__all__ = ["FakeStore"]


class FakeStore:
    """``RecordStore`` in plain Python; raises after ``fails_after`` puts, before writing."""

    def __init__(self, *, fails_after: int | None = None) -> None:
        self.versions: dict[str, Record] = {}
        self.kept: dict[tuple[str, int], Reject] = {}
        self.writes = 0
        self.fails_after = fails_after

    def put(self, records: Sequence[Record]) -> PutReport:
        if self.fails_after is not None and self.writes >= self.fails_after:
            raise KeyboardInterrupt
        self.writes += 1
        ids = {one.judgment.id for one in self.versions.values()}
        indexed = replaced = unchanged = 0
        for record in records:
            if record.text_hash in self.versions:
                unchanged += 1
                continue
            replaced += record.judgment.id in ids
            indexed += record.judgment.id not in ids
            ids.add(record.judgment.id)
            self.versions[record.text_hash] = record
        return PutReport(indexed, replaced, unchanged)

    def _current(self) -> dict[str, Record]:
        ordered = sorted(self.versions.values(), key=lambda one: (one.run, one.path, one.row))
        return {record.judgment.id: record for record in ordered}

    def get(self, ids: Sequence[str]) -> list[Judgment]:
        current = self._current()
        return [current[one].judgment for one in ids if one in current]

    def known_hashes(self, hashes: Sequence[str]) -> frozenset[str]:
        return frozenset(hashes) & frozenset(self.versions)

    def reject(self, rejects: Sequence[Reject]) -> None:
        self.writes += 1
        self.kept |= {(one.path, one.row): one for one in rejects}

    def rejects(self) -> Iterator[Reject]:
        return iter([self.kept[key] for key in sorted(self.kept)])

    def scan(self, *, changed_since: int | None = None) -> Iterator[Judgment]:
        for _, record in sorted(self._current().items()):
            if changed_since is None or record.run > changed_since:
                yield record.judgment

    def delete(self, ids: Sequence[str]) -> int:
        gone = {key for key, one in self.versions.items() if one.judgment.id in ids}
        for key in gone:
            del self.versions[key]
        return len(gone)

    def forget(self, keys: Sequence[tuple[str, int]]) -> int:
        return sum(self.kept.pop(key, None) is not None for key in keys)
