"""All settings. This is the only module that reads the environment."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings", "get_settings"]


class Settings(BaseSettings):
    """Settings, each from ``LEIAN_<NAME>`` or a ``.env`` file, with a default that works."""

    model_config = SettingsConfigDict(env_prefix="LEIAN_", env_file=".env", extra="ignore")

    home: Path = Field(Path("var/leian"), description="数据目录：文书库、索引、模型都在其中")
    host: str = Field("127.0.0.1", description="监听地址")
    port: int = Field(8321, ge=0, le=65535, description="监听端口，0 为自动选择")
    workers: int = Field(0, ge=0, le=256, description="入库并行进程数，0 为处理器数")
    segmenter: Literal["rjieba", "jieba"] = Field("rjieba", description="分词引擎")
    encoder: str = Field(
        "two-tower",
        description="向量编码器：two-tower（在本院语料上训练）、none（仅关键词）或模型路径、名称",
    )
    max_document_mb: int = Field(50, ge=1, description="单个文件的大小上限（MB），超过则拒收")

    def with_home(self, home: Path | None) -> "Settings":
        """Return these settings with another home, or themselves for None."""
        return self if home is None else self.model_copy(update={"home": home})

    @property
    def database_url(self) -> str:
        """Return the URL of the record store: SQLite inside the home."""
        return f"sqlite:///{self.home.absolute() / 'records.sqlite3'}"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
