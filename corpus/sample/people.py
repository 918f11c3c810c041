"""Invented people, companies and lawyers, and the true courts of Hunan."""

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from corpus.sample.numerals import day
from corpus.sample.voice import Voice

__all__ = ["CourtRow", "Lawyer", "People", "Someone", "court_staff", "courts", "intermediate_of"]

_SURNAMES = (
    "李王张刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱"
    "汤尹黎易常武乔贺赖龚文"
)
_FIRST = (
    "砚云知衡予舟星若景溪南叙淮疏怀清嘉时雨松令书望亦"
    "屿沐言砺牧霁昭朗栖简照修澄闻渡竹庭柏岸鹿陌垣湛旻"
)
_SECOND = (
    "秋越舟岫禾川临远棠白行宁屏深石归然和初原野汀微辞"
    "安澜年遥青桥朴生帆音河木灯晓林潮涵砂言羽光泉弦容朔"
)
_TRADE = (
    "砚禾",
    "云汀",
    "衡岳谷",
    "澄泉",
    "朗石",
    "栖木",
    "南屿",
    "越川",
    "松原",
    "嘉汀",
    "昭禾",
    "霁岚",
    "望岳",
    "淮远",
    "渡舟",
    "清朔",
    "予禾",
    "简汀",
    "牧野原",
    "星岫",
    "沐川",
    "柏年",
    "竹桥",
    "垣青",
)
_STREETS = (
    "云麓路",
    "砚池街",
    "望江路",
    "松桥巷",
    "清溪大道",
    "石榴园路",
    "青禾街",
    "渡口路",
    "南岸路",
    "桂溪路",
    "学堂坪路",
    "柏树巷",
    "红砖街",
    "新塘路",
    "枫林坡路",
    "荷叶塘路",
)
_ESTATES = (
    "澄湖花园",
    "青禾家园",
    "云汀小区",
    "松桥公寓",
    "望岳新村",
    "柏年华府",
    "沐川雅苑",
    "南屿名邸",
)
_SCHOOLING = ("小学文化", "初中文化", "高中文化", "中专文化", "大专文化", "大学文化")
_JOBS = ("务工人员", "农民", "个体经营者", "无业", "驾驶员", "公司职员", "自由职业", "建筑工人")


@dataclass(frozen=True, slots=True)
class CourtRow:
    """One court: its 法院代字 and the place it stands in; the name follows from both."""

    code: str
    place: str

    @property
    def name(self) -> str:
        """The court's name as the head of a judgment prints it."""
        middle = "中级" if len(self.code) == 3 else "高级" if len(self.code) == 1 else ""
        return f"{self.place}{middle}人民法院"

    @property
    def prosecution(self) -> str:
        """The prosecution office beside the court."""
        return f"{self.place}人民检察院"

    @property
    def town(self) -> str:
        """The place without the province."""
        return self.place.removeprefix("湖南省")


HIGH_COURT = CourtRow("湘", "湖南省")


@cache
def courts() -> tuple[CourtRow, ...]:
    """Return the basic courts of Hunan whose code is proved by judgments."""
    return tuple(CourtRow(**row) for row in _table()["basic"])


@cache
def _intermediate() -> dict[str, CourtRow]:
    return {row["code"]: CourtRow(**row) for row in _table()["intermediate"]}


@cache
def _table() -> dict[str, list[dict[str, str]]]:
    text = (files("corpus.sample") / "courts.json").read_text(encoding="utf-8")
    table: dict[str, list[dict[str, str]]] = json.loads(text)
    return table


def intermediate_of(court: CourtRow) -> CourtRow:
    """Return the court of appeal: the 中院 over a basic court, the 高院 over a 中院."""
    return HIGH_COURT if len(court.code) <= 3 else _intermediate()[court.code[:3]]


@dataclass(frozen=True, slots=True)
class Someone:
    """A party as the head describes it. ``detail`` follows the name, ``lines`` come after."""

    name: str
    kind: str = "自然人"
    sex: str = ""
    born: dt.date | None = None
    detail: str = ""
    lines: tuple[str, ...] = ()
    short: str = ""
    anonymised: bool = False

    @property
    def called(self) -> str:
        """The name that the running text uses."""
        return self.short or self.name

    @property
    def defined(self) -> str:
        """The name with its short form introduced, where it has one."""
        return f"{self.name}（以下简称{self.short}）" if self.short else self.name


@dataclass(frozen=True, slots=True)
class Lawyer:
    """Counsel of a party."""

    name: str
    firm: str


def _name(index: int) -> str:
    """Return the index-th invented name; the first 200,000 are all different."""
    size = len(_SURNAMES) * len(_FIRST) * len(_SECOND)
    spread = (index * 77_773 + 12_345) % size
    spread, second = divmod(spread, len(_SECOND))
    surname, first = divmod(spread, len(_FIRST))
    return _SURNAMES[surname] + _FIRST[first] + _SECOND[second]


_STAFF = 16  # names kept for each court, before all parties


def court_staff(court: CourtRow) -> tuple[str, ...]:
    """Return the invented judges and clerks of a court, always the same ones."""
    digits = int(court.code[1:] or 0)
    return tuple(_name(digits * _STAFF + i) for i in range(_STAFF))


@dataclass(slots=True)
class People:
    """Gives each story its own people; no two stories share one by accident."""

    voice: Voice
    court: CourtRow
    story: int
    year: int
    _used: int = field(default=0)

    def name(self) -> str:
        """Return a name that nobody has yet."""
        self._used += 1
        return _name(10_000 * _STAFF + self.story * 24 + self._used)

    def person(self, *, anonymous: bool = False, adult: tuple[int, int] = (22, 68)) -> Someone:
        """Return a natural person of an age in the given range in the year of the case."""
        voice = self.voice
        name = self.name()
        if anonymous:
            name = name[0] + voice.pick(("某", "某某", "某甲"))
        sex = voice.pick("男女")
        born = dt.date(
            self.year - voice.between(*adult), voice.between(1, 12), voice.between(1, 28)
        )
        return Someone(name, "自然人", sex, born, self._detail(sex, born), anonymised=anonymous)

    def as_sex(self, person: Someone, sex: str) -> Someone:
        """Return the person with the sex that the case needs."""
        if person.born is None or person.sex == sex:
            return person
        return replace(person, sex=sex, detail=self._detail(sex, person.born))

    def _detail(self, sex: str, born: dt.date) -> str:
        nation = self.voice.pick(("汉族", "汉族", "汉族", "汉族", "土家族", "苗族", "侗族"))
        born_text = self.voice.pick(
            (f"{day(born)}出生", f"{born.year}年{born.month:02d}月{born.day:02d}日出生")
        )
        return f"，{sex}，{born_text}，{nation}，住{self.address()}。"

    def address(self) -> str:
        """Return an invented address in the court's district."""
        voice = self.voice
        place = self.court.place
        if voice.chance(0.5):
            return f"{place}{voice.pick(_STREETS)}{voice.between(1, 380)}号"
        if voice.chance(0.5):
            return (
                f"{place}{voice.pick(_ESTATES)}{voice.between(1, 28)}栋{voice.between(101, 2804)}室"
            )
        town, village = voice.pick(_FIRST) + voice.pick(_SECOND), voice.pick(_SECOND)
        return f"{place}{town}镇{village}塘村{voice.between(1, 18)}组"

    def place(self, kind: str) -> str:
        """Return the name of an estate, a street or a village in the district."""
        town = self.court.town.rpartition("市")[2] or self.court.town
        if kind == "village":
            return f"{town}{self.voice.pick(_FIRST)}{self.voice.pick(_SECOND)}村"
        return town + self.voice.pick(_ESTATES if kind == "estate" else _STREETS)

    def schooling(self) -> str:
        """Return education and work, as criminal heads tell them."""
        return f"{self.voice.pick(_SCHOOLING)}，{self.voice.pick(_JOBS)}"

    def company(self, business: str, *, form: str = "有限公司") -> Someone:
        """Return a company of the line of business, with its legal representative."""
        voice = self.voice
        self._used += 1
        town = self.court.town.split("市")[0].removesuffix("县")[:2]
        number = self.story * 24 + self._used
        brand = _TRADE[number % len(_TRADE)] + voice.pick(_SECOND)
        name = f"{voice.pick(('湖南', town))}{brand}{business}{form}"
        post = voice.pick(("该公司总经理", "该公司执行董事", "该公司董事长", "该公司经理"))
        line = f"法定代表人：{self.name()}，{post}。"
        detail = f"，住所地{self.address()}。"
        return Someone(name, "法人", detail=detail, lines=(line,), short=brand + "公司")

    def shop(self, business: str) -> Someone:
        """Return a one-person shop (个体工商户) with its keeper."""
        brand = self.voice.pick(_TRADE) + self.voice.pick(_SECOND)
        name = f"{self.court.town}{brand}{business}"
        line = f"经营者：{self.name()}，{self.voice.pick('男女')}，住{self.address()}。"
        return Someone(
            name,
            "其他组织",
            detail=f"，住所地{self.address()}。",
            lines=(line,),
            short=brand + business[-2:],
        )

    def lawyer(self) -> Lawyer:
        """Return counsel with an invented firm."""
        brand = self.voice.pick(_TRADE) + self.voice.pick(_SECOND)
        return Lawyer(self.name(), f"湖南{brand}律师事务所")
