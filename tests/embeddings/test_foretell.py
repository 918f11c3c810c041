import numpy as np
import pytest

from corpus.models import SectionKind
from corpus.segment import get_segmenter
from embeddings.base import DocumentView
from embeddings.foretell import bag_matrix, fit_foretold
from embeddings.train import train_two_tower
from embeddings.two_tower import TwoTower, latent
from embeddings.vocabulary import Bags
from tests.embeddings.small_corpus import views

# One word of the facts decides what the court finds; the other words stand in both.
_CASES = 40
_FACTS = [["商场", "白天", "手机", "秘密" if n % 2 else "持刀"] for n in range(_CASES)]
_FINDINGS = [["窃取", "数额"] if n % 2 else ["抢劫", "暴力"] for n in range(_CASES)]


@pytest.fixture(scope="module")
def encoder() -> TwoTower:
    found = train_two_tower(views(), segmenter=get_segmenter("rjieba"))
    assert found is not None
    return found


def test_the_one_telling_word_foretells_the_finding() -> None:
    bags = Bags()
    facts, findings = [bags.add(one) for one in _FACTS], [bags.add(one) for one in _FINDINGS]
    known, _ = bags.vocabulary([*facts, *findings], least=1)
    facts, findings = [known.bag(one) for one in _FACTS], [known.bag(one) for one in _FINDINGS]
    foretold = fit_foretold(facts, findings, known, seed=0)
    near = [
        float(latent(known.bag(["商场", act]), foretold.facts) @ latent(one, foretold.finding))
        for act in ("秘密", "持刀")
        for one in findings[:2]
    ]
    assert near[1] > near[0]
    assert near[2] > near[3]


def test_rows_of_the_matrix_are_unit_or_zero() -> None:
    bags = Bags()
    some = [bags.add(["盗窃", "手机"]), bags.add([])]
    known, _ = bags.vocabulary(some, least=1)
    matrix = bag_matrix([known.bag(["盗窃"]), known.bag([])], known).toarray()
    np.testing.assert_allclose(np.linalg.norm(matrix, axis=1), [1, 0], atol=1e-6)


def test_a_case_without_a_finding_is_taken_for_what_its_text_foretells(encoder: TwoTower) -> None:
    whole = next(iter(views()))
    bare = DocumentView(
        id="bare",
        text=whole.text,
        sections={SectionKind.FINDINGS: whole.sections[SectionKind.FINDINGS]},
    )
    vector = encoder.encode_documents([bare])[0]
    towers = encoder.heads.query.shape[1]
    shares = [float(part @ part) for part in (vector[:towers], vector[towers:])]
    assert shares[1] / shares[0] == pytest.approx(0.2, abs=1e-4)


def test_an_encoder_without_the_regression_still_encodes(encoder: TwoTower) -> None:
    plain = TwoTower(
        segmenter=encoder.segmenter,
        vocabulary=encoder.vocabulary,
        table=encoder.table,
        heads=encoder.heads,
        causes=encoder.causes,
        articles=encoder.articles,
    )
    text = "酒后驾驶轿车被民警查获"
    towers = encoder.encode_queries([text])[0][: plain.dim]
    np.testing.assert_allclose(
        plain.encode_queries([text])[0], towers / np.linalg.norm(towers), atol=1e-5
    )
    assert plain.id != encoder.id
