"""One setting chooses the cluster; its secrets come from a file and are shown nowhere."""

import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import InputError
from indexer.backends.elastic import ElasticIndexAdmin
from indexer.backends.local import LocalIndexAdmin
from search_api.bootstrap import open_application
from search_api.settings import Settings

SECRET = "geheim-42"  # noqa: S105 - invented


def test_the_address_chooses(tmp_path: Path) -> None:
    with open_application(Settings(home=tmp_path)) as application:
        assert isinstance(application.admin, LocalIndexAdmin)
    settings = Settings(home=tmp_path, elasticsearch_url="http://127.0.0.1:9")
    with open_application(settings) as application:
        assert isinstance(application.admin, ElasticIndexAdmin)


def test_nothing_of_the_cluster_is_loaded_when_it_is_not_used(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from search_api.bootstrap import open_application\n"
        "from search_api.settings import Settings\n"
        f"with open_application(Settings(home=Path({str(tmp_path)!r}))): pass\n"
        "sys.exit('elasticsearch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_secrets_come_from_files_and_are_shown_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    monkeypatch.setenv("LEIAN_ELASTICSEARCH_PASSWORD", SECRET)
    settings = Settings(elasticsearch_api_key_file=file)
    assert settings.elasticsearch_key == settings.elasticsearch_secret == SECRET
    assert SECRET not in repr(settings) + str(settings) + settings.model_dump_json()
    with pytest.raises(InputError, match="密钥文件"):
        _ = Settings(elasticsearch_api_key_file=tmp_path / "none").elasticsearch_key
    assert Settings().elasticsearch_key == ""
