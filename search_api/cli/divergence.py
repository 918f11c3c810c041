"""`leian divergence`: where courts answered the same question differently."""

from pathlib import Path

import click

from search_api.cli.output import json_option, print_json, print_table

__all__ = ["divergence_command"]

_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(name="divergence")
@click.option("--corpus", type=_file, required=True, help="JSON Lines：id、text 或 full_text")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="JSON")
@click.option("--topic", default="", help="只看涉及这些词的问题，如 职业打假人；不给则自行发现")
@click.option("--labels", type=_file, help="人工确认的标注：id、issue_stance、issue_quote")
@click.option("--most", type=click.IntRange(1), default=50, show_default=True, help="至多列出")
@json_option
def divergence_command(
    corpus: Path, out: Path, *, topic: str, labels: Path | None, most: int, as_json: bool
) -> None:
    """找出同一问题上裁判尺度不一之处，列明各方立场、引文和不计入的原因。辅助参考，须经人工核对。"""
    import msgspec

    from search_api.consistency.corpus_file import load_labels, load_readings
    from search_api.consistency.divergence import find_confirmed, find_divergences
    from search_api.consistency.report import to_builtins

    unread: list[str] = []
    readings = load_readings(corpus, unreadable=lambda row_id, _reason: unread.append(row_id))
    if labels is not None:
        found = find_confirmed(readings, load_labels(labels), topic=topic)
    else:
        found = find_divergences(readings, topic=topic, most=most)
    rows = to_builtins(found)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=1))
    if unread:
        click.echo(f"{len(unread)} 件无法解析，未参与：{'、'.join(unread[:5])}", err=True)
    click.echo(f"读取 {len(readings):,} 件，发现 {len(found)} 处分歧，已写入 {out}", err=True)
    if as_json:
        print_json(rows)
        return
    print_table(
        ("#", "问题", "支持", "不支持", "等级"),
        [
            (n, d["question"][:60], *_counts(d["evidence"]), d["level"])
            for n, d in enumerate(rows[:20], 1)
        ],
    )


def _counts(evidence: dict[str, dict[str, int]]) -> tuple[int, int]:
    counted = evidence["counted"]
    return counted.get("support", 0), counted.get("deny", 0)
