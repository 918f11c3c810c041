import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import CorruptStateError, MismatchError, MissingStateError
from corpus.segment import get_segmenter
from embeddings.base import DocumentView
from embeddings.folder import load_encoder
from embeddings.train import FEWEST_DOCUMENTS, Training, train, train_two_tower
from embeddings.views import query_of
from tests.embeddings.small_corpus import views

SEGMENTER = get_segmenter("rjieba")
QUERIES = {
    "盗窃罪": "李四深夜翻窗进入超市，偷走手机和现金。",
    "危险驾驶罪": "李四饮酒后驾驶摩托车，在路口被民警查获，血液中检出乙醇。",
    "民间借贷纠纷": "李四向甲公司借款，出具借条，到期未归还本金和利息。",
}


@pytest.fixture(scope="module")
def trained() -> Training:
    found = train(views(), segmenter=SEGMENTER)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def folder(trained: Training, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("models") / trained.encoder.id
    trained.encoder.save(made)
    return made


@pytest.mark.parametrize(("cause", "text"), QUERIES.items())
def test_a_query_finds_cases_of_its_cause(trained: Training, cause: str, text: str) -> None:
    scores = trained.cases @ trained.encoder.encode_queries([text])[0]
    causes = {view.id: view.causes[0] for view in views()}
    best = [trained.ids[row] for row in np.argsort(-scores)[:10]]
    assert [causes[one] for one in best] == [cause] * 10


def test_training_returns_the_vectors_that_encoding_gives(trained: Training) -> None:
    some = sorted(views(), key=lambda view: view.id)[:5]
    encoder = trained.encoder
    np.testing.assert_allclose(trained.cases[:5], encoder.encode_documents(some), atol=1e-6)
    asked = encoder.encode_queries([query_of(view) for view in some])
    np.testing.assert_allclose(trained.facts[:5], asked, atol=1e-6)


def test_training_again_in_any_order_gives_the_same(trained: Training) -> None:
    again = train_two_tower(reversed(list(views())), segmenter=SEGMENTER)
    assert again is not None
    texts = list(QUERIES.values())
    np.testing.assert_allclose(
        again.encode_queries(texts), trained.encoder.encode_queries(texts), atol=1e-6
    )
    assert again.id == trained.encoder.id


def test_a_vector_does_not_depend_on_its_batch(trained: Training) -> None:
    some = list(views())[:4]
    together = trained.encoder.encode_documents(some)
    alone = np.vstack([trained.encoder.encode_documents([view]) for view in some])
    assert np.array_equal(together, alone)


def test_vectors_are_unit_or_zero(trained: Training) -> None:
    encoder = trained.encoder
    rows = encoder.encode_queries(["借款到期未还", "", "！！", "qwxz"])
    assert rows.dtype == np.float32
    assert rows.shape == (4, encoder.dim)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 0, 0, 0], atol=1e-5)
    assert not encoder.encode_documents([DocumentView(id="empty")]).any()
    assert encoder.encode_documents([]).shape == (0, encoder.dim)


def test_unknown_causes_and_missing_sections_are_harmless(trained: Training) -> None:
    bare = [
        DocumentView(id=view.id, text=view.text, causes=("没有的案由",), articles=("某法#1",))
        for view in list(views())[:3]
    ]
    near = trained.encoder.encode_queries(list(QUERIES.values()))
    scores = near @ trained.encoder.encode_documents(bare).T
    assert scores.argmax(1).tolist() == [0, 1, 2]


def test_a_corpus_without_causes_trains_as_well() -> None:
    plain = (replace(view, causes=(), articles=()) for view in views())
    encoder = train_two_tower(plain, segmenter=SEGMENTER)
    assert encoder is not None
    near = encoder.encode_queries([*QUERIES.values(), "王五酒后驾车与护栏碰撞"])
    assert near[3] @ near[1] > near[3] @ near[2]


def test_a_small_corpus_gives_no_encoder() -> None:
    assert train_two_tower(views(FEWEST_DOCUMENTS - 1), segmenter=SEGMENTER) is None
    empty = (DocumentView(id=str(i), text="") for i in range(FEWEST_DOCUMENTS))
    assert train_two_tower(empty, segmenter=SEGMENTER) is None


def test_progress_is_told() -> None:
    said: list[str] = []
    train(views(), segmenter=SEGMENTER, progress=said.append)
    assert said[0] == "统计词频"
    assert "训练编码器 3/3" in said


# ---------------------------------------------------------------- on disk


def test_loading_gives_the_same_encoder(trained: Training, folder: Path) -> None:
    loaded = load_encoder(folder)
    assert (loaded.id, loaded.dim) == (trained.encoder.id, trained.encoder.dim)
    texts, some = list(QUERIES.values()), list(views())[:3]
    assert np.array_equal(loaded.encode_queries(texts), trained.encoder.encode_queries(texts))
    assert np.array_equal(loaded.encode_documents(some), trained.encoder.encode_documents(some))


def test_there_must_be_an_encoder(tmp_path: Path) -> None:
    with pytest.raises(MissingStateError, match="leian reindex"):
        load_encoder(tmp_path)


def copied(folder: Path, to: Path) -> Path:
    import shutil

    return Path(shutil.copytree(folder, to / "copy"))


def test_damage_is_found(folder: Path, tmp_path: Path) -> None:
    copy = copied(folder, tmp_path)
    weights = copy / "leian" / "weights.npy"
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    with pytest.raises(CorruptStateError, match=r"weights\.npy"):
        load_encoder(copy)
    (copy / "leian.json").write_text("{", encoding="utf-8")
    with pytest.raises(CorruptStateError, match="已损坏"):
        load_encoder(copy)


@pytest.mark.parametrize(("key", "value"), [("dictionary", "000000000000"), ("format", 99)])
def test_another_dictionary_or_format_is_refused(
    folder: Path, tmp_path: Path, key: str, value: object
) -> None:
    copy = copied(folder, tmp_path)
    manifest = json.loads((copy / "leian.json").read_text(encoding="utf-8"))
    (copy / "leian.json").write_text(json.dumps(manifest | {key: value}), encoding="utf-8")
    with pytest.raises(MismatchError, match="leian reindex"):
        load_encoder(copy)


def test_searching_imports_neither_torch_nor_training_libraries(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from embeddings.folder import load_encoder;"
        "load_encoder(Path(sys.argv[1])).encode_queries(['盗窃手机']);"
        "print([m for m in ('torch', 'sklearn', 'sentence_transformers', 'transformers')"
        " if m in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
    )
    assert done.stdout.strip() == "[]"
