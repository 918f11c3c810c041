"""`leian serve`: the pages and the API in one process."""

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search_api.cli.output import home_option

if TYPE_CHECKING:
    from search_api.settings import Settings

__all__ = ["run_server", "serve_command"]


@click.command(name="serve")
@home_option
@click.option("--host", help="监听地址，默认 127.0.0.1")
@click.option("--port", type=click.IntRange(0, 65535), help="端口，0 为自动选择；默认 8321")
def serve_command(home: Path | None, host: str | None, port: int | None) -> None:
    """启动网页和接口，Ctrl-C 停止。"""
    from search_api.settings import get_settings

    run_server(get_settings().with_home(home), host=host, port=port)


def run_server(settings: "Settings", *, host: str | None, port: int | None) -> None:
    """Serve until interrupted; print the address once the socket is open.

    A port that is taken is an error when the user named it, and gives way to a free one otherwise.
    """
    import uvicorn

    from search_api.bootstrap import open_application
    from search_api.rest import create_app
    from search_api.web.routes import error_pages, pages

    host = host or settings.host
    listener = _listen(host, settings.port if port is None else port, fixed=port is not None)
    with open_application(settings) as application:
        click.echo(f"http://{host}:{listener.getsockname()[1]}")
        app = create_app(application, pages=pages(application), error_page=error_pages(application))
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int, *, fixed: bool) -> socket.socket:
    reason = ""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in [port] if fixed or port == 0 else [port, 0]:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except OSError as error:
            listener.close()
            reason = error.strerror or str(error)
        else:
            return listener
    raise click.ClickException(
        f"无法监听 {host}:{port}（{reason}）。请换一个端口：--port 0 自动选择。"
    )
