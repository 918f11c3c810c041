"""Brings the database to the newest schema, by Alembic, from migrations inside the package."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from corpus.errors import MismatchError
from search_api.store.engine import reading, writing
from search_api.store.tables import HEAD

__all__ = ["MIGRATIONS", "migrate", "revision"]

MIGRATIONS = Path(__file__).parent / "migrations"


def revision(engine: Engine) -> str | None:
    """Return the schema's revision, or None for a database without tables of ours."""
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(engine: Engine) -> str:
    """Upgrade the database to ``HEAD`` and return that revision; nothing happens at ``HEAD``.

    Raises:
        MismatchError: a newer program made the schema.
    """
    current = revision(engine)
    if current == HEAD:
        return HEAD
    # Imported here: an up-to-date database never pays for Alembic.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise MismatchError(
            f"文书库的结构为 {current}，本程序只认识到 {HEAD}。"
            "请用建立它的那个更新版本的 leian，或恢复较早的备份"
        )
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
    return HEAD
