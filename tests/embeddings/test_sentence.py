from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import InputError
from corpus.segment import get_segmenter
from embeddings.base import DocumentView, Vectors
from embeddings.folder import load_encoder
from embeddings.sentence import SentenceEncoder
from embeddings.towers import unit_rows
from embeddings.train import train_two_tower
from tests.embeddings.small_corpus import views

pytestmark = pytest.mark.filterwarnings("ignore")  # torch and transformers warn when imported


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a transformer of two layers in sentence-transformers' format, never trained."""
    torch: Any = pytest.importorskip("torch")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    folder = tmp_path_factory.mktemp("tiny")
    base = folder / "bert"
    base.mkdir()
    signs = sorted(set("借款到期未还利息本金盗窃手机现金酒后驾驶车辆甲乙丙丁某公司支付"))
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *signs]
    (base / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(config).save_pretrained(str(base))
    AutoTokenizer.from_pretrained(str(base)).save_pretrained(str(base))
    transformer = Transformer(str(base))
    model = SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
    model.save(str(folder / "model"))
    return folder / "model"


def test_a_model_by_path(tiny: Path, tmp_path: Path) -> None:
    encoder = SentenceEncoder(tiny)
    assert encoder.dim == 16
    rows = encoder.encode_queries(["借款到期未还", " ", "盗窃手机"])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 0, 1], atol=1e-5)
    some = [DocumentView(id="1", text="借款到期未还"), DocumentView(id="2", text="")]
    found = encoder.encode_documents(some)
    np.testing.assert_allclose(found[0], rows[0], atol=1e-5)
    assert not found[1].any()
    assert encoder.encode_queries([]).shape == (0, 16)

    encoder.save(tmp_path / "saved")
    loaded = load_encoder(tmp_path / "saved")
    assert loaded.id == encoder.id
    np.testing.assert_allclose(loaded.encode_queries(["盗窃手机"])[0], rows[2], atol=1e-6)


def test_the_id_follows_the_content(tiny: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / tiny.name
    shutil.copytree(tiny, copy)
    assert SentenceEncoder(copy).id == SentenceEncoder(tiny).id
    (copy / "modules.json").write_text("[]", encoding="utf-8")
    assert SentenceEncoder(copy).id != SentenceEncoder(tiny).id


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="no-such-model"):
        SentenceEncoder("no-such-model").encode_queries(["盗窃"])


def test_the_two_tower_is_a_sentence_transformers_model(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    own = train_two_tower(views(), segmenter=get_segmenter("rjieba"))
    assert own is not None
    own.save(tmp_path / "model")
    model = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    some = list(views())[:12]
    asked = [view.text[:40] for view in some]
    queries = model.encode_query(asked, convert_to_numpy=True)
    towers = own.heads.query.shape[1]
    assert queries.shape == (12, towers)
    # Counts are not damped there and words are cut by a unigram model: near, not equal.
    assert (queries * towers_of(own.encode_queries(asked), towers)).sum(1).min() > 0.9
    documents = model.encode_document([view.text for view in some], convert_to_numpy=True)
    plain = [DocumentView(id=view.id, text=view.text) for view in some]
    assert (documents * towers_of(own.encode_documents(plain), towers)).sum(1).min() > 0.9


def towers_of(vectors: Vectors, dim: int) -> Vectors:
    """The foretold finding is no part of what that library loads."""
    return unit_rows(vectors[:, :dim])
