"""Sockets on which our doors listen: `HOST:PORT`, `[IPv6]:PORT`, or `unix:PATH`."""

from __future__ import annotations

import ipaddress
import socket
import stat
from dataclasses import dataclass
from pathlib import Path

from mailbot.edges.tls import is_loopback

BACKLOG = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to listen: a path, or a host and a port (0: any free one)."""

    path: str = ""
    host: str = ""
    port: int = 0

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return bool(self.path) or is_loopback(self.host)

    def __str__(self) -> str:
        if self.path:
            return f"unix:{self.path}"
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def place(listen: str) -> Place:
    """Reads a `listen` setting. Raises ValueError that says what to write."""
    if listen.startswith(("unix:", "/")):
        return Place(path=listen.removeprefix("unix:"))
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise ValueError(f'listen = {listen!r}: write "127.0.0.1:8024", "[::1]:8024" or "unix:/run/mailbot.sock"')
    return Place(host=host.strip("[]") or "127.0.0.1", port=int(port))


def open_socket(where: Place) -> socket.socket:
    """Binds and listens. Raises OSError, in words that name the place."""
    try:
        return _unix(where.path) if where.path else _inet(where.host, where.port)
    except OSError as error:
        raise OSError(error.errno, f"cannot listen on {where}: {error.strerror or error}") from error


def bound(listening: socket.socket) -> Place:
    """Where a socket really listens, its port filled in."""
    name = listening.getsockname()
    if listening.family == socket.AF_UNIX:
        return Place(path=str(name))
    return Place(host=str(name[0]), port=int(name[1]))


def _inet(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def _unix(path: str) -> socket.socket:
    """A socket file of a worker that died is taken away; one that still answers is left alone."""
    if _is_stale(path):
        Path(path).unlink()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(path)
        Path(path).chmod(0o660)
        listening.listen(BACKLOG)
    except BaseException:
        listening.close()
        raise
    return listening


def _is_stale(path: str) -> bool:
    try:
        if not stat.S_ISSOCK(Path(path).stat().st_mode):
            return False
    except FileNotFoundError:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            return True
    return False


class Networks:
    """Networks whose machines the operator vouches for. Raises ValueError on what is no address or network."""

    def __init__(self, networks: tuple[str, ...]) -> None:
        self._networks = tuple(ipaddress.ip_network(text, strict=False) for text in networks)

    def __contains__(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer.partition("%")[0])
        except ValueError:
            return False
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        return any((mapped or address) in network for network in self._networks)
