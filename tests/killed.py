"""Ingest under SIGKILL, against an undisturbed run: ``python -m tests.killed PATH…``.

Kills the ingesting process (and its workers) at random moments, runs it to the end, and compares
ids, counts and search results with those of a run that nobody disturbed.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

__all__ = ["compare", "ingest", "ingest_killed", "snapshot"]

QUERIES = (
    "被告人酒后驾驶机动车，血液酒精含量超过200mg/100ml",
    "原告出借款项，被告逾期未还，请求返还本金并支付利息",
    "购买的食品无中文标签，请求十倍赔偿",
    "夫妻感情破裂，请求离婚并抚养子女",
)


def _leian(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from search_api.cli import main; main()", *arguments]


def ingest(paths: list[Path], home: Path) -> float:
    """Ingest without disturbance, return seconds."""
    started = time.monotonic()
    command = _leian("ingest", "--home", str(home), *map(str, paths))
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def ingest_killed(paths: list[Path], home: Path, *, kills: int, within: float, seed: int) -> int:
    """Kill ``kills`` runs at random moments of [0, within] seconds, then run to the end.

    Returns:
        How many runs were really killed (a run may end before its moment comes).
    """
    moments = random.Random(seed)  # noqa: S311 - moments, not secrets
    killed = 0
    for _ in range(kills):
        command = _leian("ingest", "--home", str(home), *map(str, paths))
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            process.wait(moments.uniform(0.5, within))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
    ingest(paths, home)
    return killed


def snapshot(home: Path) -> dict[str, Any]:
    """Return counts, ids and the scored results of some searches of a home."""
    status = _run("status", "--home", str(home), "--json")
    kept = {
        key: status[key]
        for key in ("documents", "judgments", "library_entries", "guiding_cases", "rejects")
    }
    hits = {}
    for query in QUERIES:
        result = _run("search", query, "--home", str(home), "--json", "--limit", "50")
        hits[query] = [(hit["case"]["id"], hit["score"]) for hit in result["hits"]]
    return {"counts": kept, "hits": hits}


def _run(*arguments: str) -> Any:
    done = subprocess.run(_leian(*arguments), check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def compare(disturbed: dict[str, Any], undisturbed: dict[str, Any]) -> list[str]:
    """Return the differences; scores may differ by 1e-6."""
    found = []
    if disturbed["counts"] != undisturbed["counts"]:
        found.append(f"counts: {disturbed['counts']} != {undisturbed['counts']}")
    for query, expected in undisturbed["hits"].items():
        got = disturbed["hits"][query]
        if [row[0] for row in got] != [row[0] for row in expected]:
            found.append(f"ids differ: {query}")
        elif any(abs(a[1] - b[1]) > 1e-6 for a, b in zip(got, expected, strict=True)):
            found.append(f"scores differ: {query}")
    return found


def main(paths: list[Path]) -> None:
    """Print what was done and found; exit 1 on a difference."""
    with tempfile.TemporaryDirectory() as temporary:
        calm, hard = Path(temporary) / "calm", Path(temporary) / "hard"
        seconds = ingest(paths, calm)
        killed = ingest_killed(paths, hard, kills=5, within=seconds, seed=11)
        differences = compare(snapshot(hard), snapshot(calm))
    sys.stdout.write(f"undisturbed {seconds:.0f} s, killed {killed} times\n")
    sys.stdout.write("\n".join(differences or ["same counts, ids and scores"]) + "\n")
    sys.exit(bool(differences))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
