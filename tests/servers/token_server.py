"""A server of access tokens on loopback, which answers what a test wants and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass(slots=True, kw_only=True)
class TokenServer:
    """Each answer gives the next token, good for `life` seconds, unless `status` or `body` say otherwise."""

    port: int = 0
    life: object = 3600
    status: int = 200
    body: bytes = b""
    location: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"

    def answer(self) -> bytes:
        if self.body or self.status != 200:
            return self.body
        token = {"access_token": f"token-{len(self.asked)}", "token_type": "Bearer", "expires_in": self.life}
        return json.dumps(token).encode()


@contextmanager
def token_server() -> Iterator[TokenServer]:
    """Listening until the block ends."""
    state = TokenServer()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers["Content-Length"])).decode()
            state.asked.append({key: values[0] for key, values in parse_qs(said).items()})
            self.send_response(state.status)
            if state.location:
                self.send_header("Location", state.location)
            self.end_headers()
            self.wfile.write(state.answer())

        def log_message(self, *_words: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
