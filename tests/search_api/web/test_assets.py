"""What is served as a file: vendored with its papers, one small stylesheet, readable colours."""

import hashlib
import json
import re
from pathlib import Path

import pytest

import search_api.web
from search_api.web.assets import asset, asset_url

WEB = Path(search_api.web.__file__).parent
STATIC = WEB / "static"
VENDOR = STATIC / "vendor"
CSS = (STATIC / "leian.css").read_text(encoding="utf-8")
BROWSER_VENDOR = Path(__file__).parents[2] / "browser" / "vendor"


@pytest.mark.parametrize("folder", [VENDOR, BROWSER_VENDOR], ids=["served", "browser tests"])
def test_vendored_files_are_those_that_vendor_json_names(folder: Path) -> None:
    entries = json.loads((folder / "vendor.json").read_text(encoding="utf-8"))
    named = {"vendor.json"}
    for entry in entries:
        body = (folder / entry["file"]).read_bytes()
        assert hashlib.sha256(body).hexdigest() == entry["sha256"], entry["file"]
        assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])
        assert entry["name"]
        assert entry["licence"]
        assert (folder / entry["licence_file"]).stat().st_size > 0
        named |= {entry["file"], entry["licence_file"]}
    assert {path.name for path in folder.iterdir()} == named


def test_the_address_changes_with_the_content() -> None:
    found = asset("leian.css")
    assert found is not None
    assert asset_url("leian.css") == f"/static/leian.css?v={found.digest}"
    assert found.digest == hashlib.sha256((STATIC / "leian.css").read_bytes()).hexdigest()[:16]


@pytest.mark.parametrize("name", ["../web/routes.py", "/etc/passwd", "vendor", "", "..%2f"])
def test_nothing_else_is_served(name: str) -> None:
    assert asset(name) is None


def test_one_stylesheet_within_its_limits() -> None:
    assert [path.name for path in STATIC.rglob("*.css")] == ["leian.css"]
    assert len(CSS.splitlines()) <= 600
    assert "!important" not in CSS
    assert "http" not in CSS
    sizes = set(re.findall(r"font(?:-size)?: [^;/]*?(\d+)px", CSS))
    sizes |= set(re.findall(r"--(?:small|base|read|title|figure): (\d+)px", CSS))
    assert sizes == {"12", "14", "16", "20", "28"}


def test_templates_hold_no_inline_style_script_or_handler() -> None:
    for path in (WEB / "templates").glob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|hx-on", html), (
            path.name
        )
        assert not re.search(r"<script(?![^>]*\ssrc=)", html), path.name
        assert not re.search(r"\|\s*safe\b|autoescape", html), path.name
        assert not re.search(r"https?://", html), path.name


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", block))


def _luminance(colour: str) -> float:
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


LIGHT = _tokens(CSS[: CSS.index("@media")])
DARK = LIGHT | _tokens(CSS[CSS.index("@media") : CSS.index('[data-density="compact"]')])
ON_GROUND = [
    (front, ground)
    for front in ("ink", "muted", "accent", "guiding", "ok", "warn", "bad", "info")
    for ground in ("paper", "raised", "wash")
]
PAIRS = [
    *ON_GROUND,
    ("ok", "ok-wash"),
    ("warn", "warn-wash"),
    ("bad", "bad-wash"),
    ("info", "info-wash"),
    ("ink", "mark"),
    ("on-accent", "accent"),
]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), PAIRS)
def test_colours_can_be_read(tokens: dict[str, str], front: str, ground: str) -> None:
    # WCAG 2.2, 1.4.3: 4.5:1 for text of every size we use.
    assert _contrast(tokens[front], tokens[ground]) >= 4.5
