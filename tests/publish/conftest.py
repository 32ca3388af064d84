"""One site built from hand-made records, served on loopback."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from yiwu_award.publish import build

from .example_records import whole_site


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2023 awarded with one honour revoked, 2024 in review, 2025 in a corrected notice; hostile names throughout."""
    records, tombstones = whole_site()
    return build.build(records, tmp_path_factory.mktemp("site"), tombstones=tombstones)


@pytest.fixture(scope="session")
def address(built_site: Path) -> Iterator[str]:
    """Address of the built site, with a slash at its end."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(built_site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
