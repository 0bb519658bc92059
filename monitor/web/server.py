"""Listen: an application behind uvicorn, on a thread of its own, for as long as a `with` lasts."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from monitor.errors import UsageError

IDLE = 15
"""Seconds after which a connection on which nobody asks is closed."""
GRACE = 5
"""Seconds that answers under way get at the end."""
AT_ONCE = 200
"""Connections; who comes on top gets 503."""


@contextmanager
def served(app: ASGIApp, host: str, port: int) -> Iterator[str]:
    """Serve an application until the block ends; yield its address, without a final slash.

    Args:
        app: The application.
        host: Address or name of this machine to listen on.
        port: 0: any that is free.

    Raises:
        UsageError: If it cannot be listened there.
    """
    listener = _listening(host, port)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=IDLE,
            timeout_graceful_shutdown=GRACE,
            limit_concurrency=AT_ONCE,
        )
    )
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="serve", daemon=True
    )
    thread.start()
    try:
        shown = f"[{host}]" if ":" in host else host
        yield f"http://{shown}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=2 * GRACE)
        listener.close()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError, UnicodeError) as exc:
        words = (getattr(exc, "strerror", None) or str(exc)).partition(" (while ")[0]
        raise UsageError(
            f"cannot listen on {host}, port {port}: {words}; choose another --host or --port,"
            " or another listen under [serve]"
        ) from exc
