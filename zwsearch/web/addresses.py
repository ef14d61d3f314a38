"""Where browsers reach a server: addresses that can be opened, found out without asking the network."""

from __future__ import annotations

import contextlib
import socket

# Bound to this, a server is reached at all addresses of the machine; addresses set aside for examples show the way out.
_IPV4 = ((socket.AF_INET, "192.0.2.1"),)
_ALL = {"0.0.0.0": _IPV4, "::": (*_IPV4, (socket.AF_INET6, "2001:db8::1"))}


def listen(host: str, port: int, *, again: bool) -> socket.socket:
    """A socket bound to an address; `again`: also one that a server has just left. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol unnamed, asyncio does not know that it may turn off the waiting for fuller packets, and the end
    # of each answer comes 40 ms late.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if host == "::":  # both kinds of addresses, which not every system gives by itself
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        if again:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)  # a browser that is quicker than the server waits and is not refused
    except OSError:
        listening.close()
        raise
    return listening


def names_of(listening: socket.socket) -> list[str]:
    """The hosts that a server can be opened at, this machine's own way first, as they stand in an address.

    An address for all interfaces is none that a browser can open: it stands for the names of this machine.
    """
    bound = str(listening.getsockname()[0])
    found = [bound]
    if bound in _ALL:
        found = ["127.0.0.1", *filter(None, (_own_address(*way) for way in _ALL[bound])), socket.gethostname()]
    return [f"[{name}]" if ":" in name else name for name in dict.fromkeys(found) if name not in ("", "localhost")]


def _own_address(family: socket.AddressFamily, elsewhere: str) -> str | None:
    """The address that this machine is seen at from elsewhere. Nothing is sent: UDP shakes no hands."""
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as way:
        way.connect((elsewhere, 9))
        return str(way.getsockname()[0])
    return None
