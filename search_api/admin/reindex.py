"""Making a generation of the index: train, build aside, switch at once, go back."""

import datetime as dt
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import NotFoundError
from embeddings.base import DocumentView, Encoder
from embeddings.sentence import SentenceEncoder
from embeddings.views import view_of
from indexer.manifest import SCHEMA_VERSION
from indexer.pipeline import Progress, ProgressCallback
from indexer.pipeline.build import KnownVectors, build_generation
from indexer.types import Manifest, VectorField
from search_api.admin.contract import Application

__all__ = ["reindex", "rollback"]

_KEPT_GENERATIONS = 2  # the current one and the one to roll back to
_TWO_TOWER = "two-tower"


def reindex(application: Application, *, progress: ProgressCallback | None = None) -> Manifest:
    """Build a generation of all records beside the current one, switch to it, return its manifest.

    The encoder is trained or loaded anew, as the settings say. Searches go on in the old generation
    until the switch; that one is kept for ``rollback``, older ones are dropped.
    """
    with application.lock():
        return build_and_switch(application, progress=progress)


def rollback(application: Application) -> Manifest:
    """Switch to the generation before the current one and return its manifest.

    Raises:
        NotFoundError: there is none.
    """
    with application.lock():
        current = application.admin.current()
        older = [
            one
            for one in application.admin.list()
            if current is None or one.generation != current.generation
        ]
        if not older:
            raise NotFoundError("没有可以回退的旧索引：leian reindex 之后才有")
        application.admin.switch(older[-1].generation)
        return older[-1]


def build_and_switch(
    application: Application, *, progress: ProgressCallback | None = None
) -> Manifest:
    """Do the work of ``reindex``; the caller holds the lock."""
    application.store.sign()
    total = application.store.count()
    encoder, known = _make_encoder(application, total=total, progress=progress)
    manifest = Manifest(
        generation=_next_name(application),
        schema_version=SCHEMA_VERSION,
        segmenter=application.segmenter.id,
        encoder=encoder.id if encoder else "none",
        dim=encoder.dim if encoder else 0,
        created_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    )
    built = build_generation(
        application.store.scan(),
        segmenter=application.segmenter,
        encoder=encoder,
        admin=application.admin,
        manifest=manifest,
        known=known,
        workers=application.workers,
        total=total,
        progress=progress,
    )
    application.admin.switch(built.generation)
    _drop_old(application)
    return built


def _next_name(application: Application) -> str:
    numbers = [int(one.generation.removeprefix("g")) for one in application.admin.list()]
    return f"g{max(numbers, default=0) + 1:05d}"


def _make_encoder(
    application: Application, *, total: int, progress: ProgressCallback | None
) -> tuple[Encoder | None, KnownVectors]:
    """Return the encoder that the settings ask for, saved in the home; None for keywords only."""
    wanted = application.settings.encoder
    known = KnownVectors()
    if wanted == "none":
        return None, known
    encoder: Encoder | None
    if wanted == _TWO_TOWER:
        encoder, known = _train(application, total=total, progress=progress)
    else:
        encoder = SentenceEncoder(wanted)
    if encoder is not None:
        _save(encoder, application.models / encoder.id)
    return encoder, known


def _train(
    application: Application, *, total: int, progress: ProgressCallback | None
) -> tuple[Encoder | None, KnownVectors]:
    from embeddings.train import train

    started = time.monotonic()

    def tell(stage: str, done: int, of: int) -> None:
        if progress is not None:
            progress(Progress(stage, done, done, of, "documents", time.monotonic() - started))

    def views() -> Iterator[DocumentView]:
        for number, judgment in enumerate(application.store.scan(), start=1):
            yield view_of(judgment)
            tell("训练编码器：读取语料", number, total)

    trained = train(
        views(),
        segmenter=application.segmenter,
        progress=lambda stage: tell(f"训练编码器：{stage}", total, 0),
    )
    if trained is None:
        return None, KnownVectors()
    vectors = {VectorField.FACTS: trained.facts, VectorField.CASE: trained.cases}
    return trained.encoder, KnownVectors(trained.ids, vectors)


def _save(encoder: Encoder, folder: Path) -> None:
    """Write the encoder so that the folder is there whole or not at all."""
    if folder.is_dir():
        return
    draft = folder.with_name(f"{folder.name}.{os.getpid()}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    encoder.save(draft)
    draft.rename(folder)


def _drop_old(application: Application) -> None:
    """Keep the newest generations; drop encoders that none of them needs."""
    kept = application.admin.list()
    for one in kept[:-_KEPT_GENERATIONS]:
        application.admin.drop(one.generation)
    needed = {one.encoder for one in kept[-_KEPT_GENERATIONS:]}
    if application.models.is_dir():
        for folder in application.models.iterdir():
            if folder.name not in needed:
                shutil.rmtree(folder)
