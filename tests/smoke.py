"""Build the wheel, install it in an empty environment, start it there. Run by ``make smoke``."""

import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {"corpus", "embeddings", "indexer", "eval", "search_api"}


def main() -> None:
    """Fail with the reason, or print what was checked."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pip = [sys.executable, "-m", "pip", "--quiet"]
        subprocess.run(
            [*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)], check=True
        )
        wheel = next(folder.glob("leian-*.whl"))
        names = zipfile.ZipFile(wheel).namelist()
        check_content(names)
        environment = folder / "env"
        venv.create(environment, with_pip=True)
        python = str(environment / "bin" / "python")
        constraints = ["-c", str(ROOT / "constraints.txt")]
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", *constraints, str(wheel)], check=True
        )
        leian = str(environment / "bin" / "leian")
        subprocess.run([leian, "--help"], check=True, stdout=subprocess.DEVNULL)
        sample = folder / "sample"
        subprocess.run([leian, "sample", "--out", str(sample), "--judgments", "60"], check=True)
        home = ["--home", str(folder / "home")]
        subprocess.run([leian, "ingest", *home, str(sample)], check=True)
        subprocess.run([leian, "search", *home, "酒后驾驶机动车"], check=True)
    sys.stdout.write(f"wheel: {len(names)} files, installs and searches in an empty environment\n")


def check_content(names: list[str]) -> None:
    """Exit when the wheel holds something beside the packages, or lacks data files."""
    tops = {name.split("/")[0] for name in names}
    extra = {top for top in tops - PACKAGES if not top.endswith(".dist-info")}
    if extra or not tops >= PACKAGES:
        sys.exit(f"the wheel's folders are wrong: {sorted(tops)}")
    if not any(name.startswith("search_api/web/static/vendor/") for name in names):
        sys.exit("the wheel lacks the vendored web assets")


if __name__ == "__main__":
    main()
