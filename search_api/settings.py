"""All settings. This is the only module that reads the environment."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import InputError

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
        min_length=1,
        description="向量编码器：two-tower（在本院语料上训练）、none（仅关键词）或模型路径、名称",
    )
    max_document_mb: int = Field(50, ge=1, description="单个文件的大小上限（MB），超过则拒收")
    elasticsearch_url: str | None = Field(
        None,
        description="Elasticsearch 地址，多个节点以逗号分隔；不设则案例索引在数据目录内",
    )
    elasticsearch_api_key: SecretStr | None = Field(None, description="Elasticsearch 的 API key")
    elasticsearch_api_key_file: Path | None = Field(
        None, description="存放 API key 的文件，代替上一项"
    )
    elasticsearch_user: str | None = Field(None, description="Elasticsearch 用户名")
    elasticsearch_password: SecretStr | None = Field(None, description="Elasticsearch 密码")
    elasticsearch_password_file: Path | None = Field(None, description="存放密码的文件，代替上一项")
    elasticsearch_ca: Path | None = Field(
        None, description="签发 Elasticsearch 证书的 CA（PEM 文件），默认用系统的"
    )
    elasticsearch_prefix: str = Field("leian", description="集群中索引名的前缀")
    elasticsearch_shards: int = Field(
        1, ge=1, le=1024, description="新建索引的分片数：约每 30 GB 一个，改后 leian reindex"
    )
    elasticsearch_replicas: int = Field(
        1, ge=0, le=10, description="每个分片至多的副本数；节点不够时自动减少"
    )

    def with_home(self, home: Path | None) -> "Settings":
        """Return these settings with another home, or themselves for None."""
        return self if home is None else self.model_copy(update={"home": home})

    @property
    def database_url(self) -> str:
        """Return the URL of the record store: SQLite inside the home."""
        return f"sqlite:///{self.home.absolute() / 'records.sqlite3'}"

    @property
    def elasticsearch_key(self) -> str:
        """Return the API key, "" for none."""
        return _secret(self.elasticsearch_api_key, self.elasticsearch_api_key_file)

    @property
    def elasticsearch_secret(self) -> str:
        """Return the password, "" for none."""
        return _secret(self.elasticsearch_password, self.elasticsearch_password_file)


def _secret(value: SecretStr | None, file: Path | None) -> str:
    if value is not None:
        return value.get_secret_value()
    if file is None:
        return ""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InputError(f"不能读取密钥文件 {file}：{error.strerror}。请检查路径和权限") from error


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process, read once.

    Raises:
        InputError: the environment or the ``.env`` file holds what no setting can be.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise InputError("；".join(map(_problem, error.errors()))) from error


def _problem(found: ErrorDetails) -> str:
    if not found["loc"]:
        return found["msg"]  # settings that do not go together
    name = str(found["loc"][0])
    about = Settings.model_fields[name]
    given = "" if "SecretStr" in str(about.annotation) else f"={found['input']}"
    limits = found.get("ctx", {})
    should = {
        "literal_error": "可选 {expected}",
        "int_parsing": "应为整数",
        "greater_than_equal": "不得小于 {ge}",
        "less_than_equal": "不得大于 {le}",
        "string_too_short": "不能为空",
    }.get(found["type"], found["msg"])
    return (
        f"设置 LEIAN_{name.upper()}{given} 不能使用：{should.format(**limits)}"
        f"（{about.description}）。请改正环境变量或 .env 文件"
    )
