"""The docket: case numbers, dates and benches, the same for every kind of case."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from corpus.sample.facts import Document, Header, Truth
from corpus.sample.numerals import next_workday
from corpus.sample.people import CourtRow, court_staff
from corpus.sample.questions import Policy
from corpus.sample.voice import Voice

__all__ = ["Docket", "Story"]

_FIRST_SERIAL = 90_000  # beyond the numbers that a court of Hunan reaches in a year
_FROM = dt.date(2019, 1, 7)
_DAYS = 2_600  # filing dates up to early 2026


@dataclass(slots=True)
class Story:
    """The documents of one story and how they hang together."""

    index: int
    documents: list[Document] = field(default_factory=list)
    chain: list[str] = field(default_factory=list)
    related: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, truth: Truth, text: str) -> None:
        """Take in a finished document."""
        self.documents.append(Document(truth.path, text, truth))


@dataclass(slots=True)
class Docket:
    """Gives out case numbers and benches; holds what the courts think of the questions."""

    policy: Policy
    serials: Counter[tuple[str, int, str]]

    def number(self, court: CourtRow, year: int, code: str) -> str:
        """Return the next case number of a court, year and type, beyond the real ones."""
        key = (court.code, year, code)
        self.serials[key] += 1
        return f"（{year}）{court.code}{code}{_FIRST_SERIAL + self.serials[key]}号"

    def count(self, what: str) -> int:
        """Return the next number of a series of entries."""
        self.serials[(what, 0, "")] += 1
        return self.serials[(what, 0, "")]

    def filing_date(self, voice: Voice) -> dt.date:
        """Return a working day between 2019 and early 2026."""
        return next_workday(_FROM + dt.timedelta(days=voice.between(0, _DAYS)))

    def header(
        self, court: CourtRow, filed: dt.date, code: str, voice: Voice, *, simple: bool = False
    ) -> Header:
        """Return court, number, dates and bench of a document."""
        wait = voice.between(15, 40) if simple else voice.between(25, 70)
        heard = next_workday(filed + dt.timedelta(days=wait))
        rest = voice.between(3, 40) if simple else voice.between(10, 70)
        decided = next_workday(heard + dt.timedelta(days=rest))
        bench = _bench(court, voice, simple=simple)
        return Header(
            court, self.number(court, filed.year, code), filed, heard, decided, simple, bench
        )

    def truth(self, header: Header, story: Story, topic: str, **known: str) -> Truth:
        """Return what is true of a document before it is written."""
        court = header.court
        return Truth(
            path=f"{court.code}/{header.decided.year}/{header.number}.txt",
            court=court.name,
            court_code=court.code,
            case_number=header.number,
            case_type=known["case_type"],
            document_type="判决书",
            procedure=known["procedure"],
            causes=[known["cause"]],
            date=header.decided.isoformat(),
            parties=[],
            panel=[(name, role) for role, name in header.panel],
            topic=topic,
            story=story.index,
        )


def _bench(court: CourtRow, voice: Voice, *, simple: bool) -> tuple[tuple[str, str], ...]:
    """Return (role, name) of one judge, or of three with lay assessors in basic courts."""
    judges = list(court_staff(court))
    clerks = judges[-4:]
    rest = judges[:-4]
    voice.rng.shuffle(rest)
    if simple:
        bench = [("审判员", rest[0])]
    else:
        lay = len(court.code) == 5 and voice.chance(0.6)
        second = "人民陪审员" if lay else "审判员"
        bench = [("审判长", rest[0]), (second, rest[1]), (second, rest[2])]
    if voice.chance(0.4):
        bench.append(("法官助理", clerks[voice.between(0, 1)]))
    bench.append(("书记员", clerks[voice.between(2, 3)]))
    return tuple(bench)
