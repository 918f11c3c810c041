"""Making a generation of the index: train, build aside, switch at once, go back."""

import datetime as dt
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import InputError, MissingStateError, NotFoundError
from embeddings.base import DocumentView, Encoder
from embeddings.sentence import SentenceEncoder
from embeddings.views import view_of
from indexer.manifest import SCHEMA_VERSION
from indexer.pipeline import Progress, ProgressCallback
from indexer.pipeline.build import KnownVectors, build_generation
from indexer.types import Manifest, VectorField
from search_api.admin.contract import Application

__all__ = ["TWO_TOWER", "build_and_switch", "check_encoder", "reindex", "rollback"]

TWO_TOWER = "two-tower"


def reindex(application: Application, *, progress: ProgressCallback | None = None) -> Manifest:
    """Build a generation of all records beside the current one, switch to it, return its manifest.

    The encoder is trained or loaded anew, as the settings say. Searches go on in the old generation
    until the switch; that one is kept for ``rollback``, older ones are dropped.

    Raises:
        MissingStateError: there are no records to index.
    """
    check_encoder(application.settings.encoder)
    with application.lock():
        if not application.store.count():
            raise MissingStateError(
                "还没有文书，无从建立索引。请先入库：leian ingest 文件或文件夹…"
            )
        return build_and_switch(application, progress=progress)


def rollback(application: Application) -> Manifest:
    """Switch to the generation before the current one and return its manifest.

    Doing it twice comes back. What was ingested since is missing from the older one until the next
    ``leian ingest``.

    Raises:
        NotFoundError: there is none.
    """
    with application.lock():
        name = application.admin.previous()
        older = {one.generation: one for one in application.admin.list()}
        if name not in older:
            raise NotFoundError("没有可以回退的旧索引：leian reindex 之后才有")
        application.admin.switch(name)
        return older[name]


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


def check_encoder(wanted: str) -> None:
    """Refuse an encoder that cannot be loaded, before hours of work and not after.

    Raises:
        InputError: it reads like the path of a folder, and there is no such folder.
    """
    path = Path(wanted).expanduser()
    if (path.is_absolute() or wanted.startswith((".", "~"))) and not path.is_dir():
        raise InputError(
            f"没有模型文件夹 {wanted}。请改正 LEIAN_ENCODER：two-tower、none，"
            "或 sentence-transformers 格式的文件夹"
        )


def _next_name(application: Application) -> str:
    taken = [*application.admin.unfinished(), *(one.generation for one in application.admin.list())]
    numbers = [int(digits) for name in taken if (digits := name.removeprefix("g")).isdigit()]
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
    if wanted == TWO_TOWER:
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
    """Keep the current generation and the one to go back to, with the encoders they need."""
    current = application.admin.current()
    kept = {current.generation if current else None, application.admin.previous()}
    needed: set[str] = set()
    for one in application.admin.list():
        if one.generation in kept:
            needed.add(one.encoder)
        else:
            application.admin.drop(one.generation)
    if application.models.is_dir():
        for folder in application.models.iterdir():
            if folder.name not in needed:
                shutil.rmtree(folder)
