import pytest

from corpus.models import CaseType, Citation, Judgment, Kind, Section, SectionKind
from embeddings.base import DocumentView
from embeddings.views import article_key, facts_of, finding_of, query_of, query_text, view_of

STORY = (
    "2018年3月5日，被告人张三在长沙市某小区翻窗进入李四家中，窃得现金人民币五千元和手机一部，"
    "后将手机低价销售给王五，所得赃款已经全部挥霍。案发后，张三被公安机关抓获归案。"
)
EVIDENCE = "上述事实，有公诉机关提交并经庭审质证的证人证言、被告人供述等证据证实。"
FACTS = f"公诉机关指控张三犯盗窃罪。经审理查明，{STORY}{EVIDENCE}"
REASONING = (
    "本院认为，被告人张三秘密窃取他人财物，其行为已构成盗窃罪。依照《中华人民共和国刑法》之规定"
    "构成累犯的从重处罚。张三系初犯。"
)


def view(**sections: str) -> DocumentView:
    kinds = {SectionKind(name): text for name, text in sections.items()}
    return DocumentView(id="1", sections=kinds, text="".join(sections.values()))


def test_facts_run_from_the_story_to_the_evidence() -> None:
    assert facts_of(view(findings=FACTS)) == STORY


@pytest.mark.parametrize("kind", ["claims", "evidence", "lower_court"])
def test_other_sections_stand_in_for_missing_findings(kind: str) -> None:
    assert facts_of(view(findings="经审理查明：略。", **{kind: FACTS})) == STORY


def test_a_text_without_sections_is_its_own_facts() -> None:
    assert facts_of(DocumentView(id="1", text=STORY)) == STORY
    assert facts_of(DocumentView(id="1")) == ""


def test_a_query_is_at_most_1500_characters() -> None:
    assert len(query_of(view(findings=STORY * 40))) == 1500


def test_the_finding_is_what_was_judged_not_what_was_quoted() -> None:
    found = finding_of(view(reasoning=REASONING))
    assert "构成盗窃罪" in found
    assert "依照" not in found
    assert "初犯" not in found


def test_without_judging_sentences_the_whole_reasoning_is_the_finding() -> None:
    reasoning = "本院认为，借款合同有效。借款人应当还款。依照《中华人民共和国民法典》判决。"
    assert finding_of(view(reasoning=reasoning)) == "本院认为，借款合同有效。借款人应当还款"


def test_the_gist_of_a_library_entry_is_part_of_the_finding() -> None:
    found = finding_of(view(gist="借款利率以合同约定为准。", reasoning="本院认为，约定有效。"))
    assert found.startswith("借款利率以合同约定为准")
    assert "约定有效" in found


def test_a_judgment_becomes_a_view() -> None:
    text = FACTS + REASONING
    judgment = Judgment(
        id="j",
        kind=Kind.JUDGMENT,
        title="",
        text=text,
        case_type=CaseType.CRIMINAL,
        document_type="判决书",
        procedure="一审",
        causes=("盗窃",),
        cause_nodes=("盗窃罪",),
        sections=(
            Section(SectionKind.FINDINGS, 0, len(FACTS)),
            Section(SectionKind.REASONING, len(FACTS), len(text)),
        ),
        citations=(
            Citation("中华人民共和国刑法", "264", None, None, 0, 1),
            Citation("中华人民共和国刑法", "264", 1, None, 0, 1),
            Citation("中华人民共和国刑法", None, None, None, 0, 1),
        ),
    )
    made = view_of(judgment)
    assert made.causes == ("盗窃罪",)
    assert made.articles == ("中华人民共和国刑法#264",)
    assert made.sections[SectionKind.REASONING] == REASONING
    assert query_text(judgment) == STORY
    assert article_key(judgment.citations[2]) is None
