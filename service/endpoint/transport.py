"""The connection beneath the client: address, key, TLS, and the SDK set up to do nothing of its own."""

import functools
import ipaddress
import ssl
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx2
import openai
from pydantic import SecretStr

from service.errors import InvalidSettings

_CONNECT_SECONDS = 10.0
_POOL_REQUESTS = 16


def read_address(base_url: str) -> tuple[str, bool]:
    """The address without user and password, as it may be shown, and whether it is this machine's own."""
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname or "", parts.port
        httpx2.URL(base_url)
    except (ValueError, httpx2.InvalidURL):
        host, port = "", None
    if not host or parts.scheme not in ("http", "https"):
        raise InvalidSettings("The endpoint's address is no http or https URL", hint="e.g. http://127.0.0.1:8080/v1")
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{parts.path.rstrip('/')}", loopback


def usable_key(api_key: SecretStr | None) -> SecretStr:
    """The key without white space around it, such as the line end of the file that it came from."""
    key = api_key.get_secret_value().strip() if api_key else ""
    if not (key.isascii() and key.isprintable()):
        raise InvalidSettings("The key holds characters that no HTTP header takes", hint="copy it again")
    return SecretStr(key)


class SpreadTransport(httpx2.AsyncBaseTransport):
    """As many pools of connections as are needed: a pool looks at each of its connections for each request, so that
    one for hundreds of requests at once spends more time on that than on sending.
    """

    def __init__(self) -> None:
        self._pools: list[_Pool] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The response, by the first pool that has room: few requests share few connections, which stay warm."""
        pool = next((pool for pool in self._pools if pool.waiting < _POOL_REQUESTS), None)
        if pool is None:
            pool = _Pool()
            self._pools.append(pool)
        pool.waiting += 1
        try:
            return await pool.transport.handle_async_request(request)
        finally:
            pool.waiting -= 1

    async def aclose(self) -> None:
        """Closes all connections."""
        for pool in self._pools:
            await pool.transport.aclose()


class _Pool:
    """One pool, and how many requests wait there for their response to begin."""

    def __init__(self) -> None:
        self.waiting = 0
        # Who asks decides how much is asked at once: a connection that was made is kept.
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
        self.transport = httpx2.AsyncHTTPTransport(verify=_tls(), limits=limits)


@functools.cache
def _tls() -> ssl.SSLContext:
    """The usual TLS settings, read once: that takes longer than a short answer."""
    return httpx2.create_ssl_context()


def sdk_client(base_url: str, key: SecretStr, *, loopback: bool) -> openai.AsyncOpenAI:
    """The SDK without its own retries, and without what it would add from the environment."""
    left_out: dict[str, Any] = {"OpenAI-Organization": openai.Omit(), "OpenAI-Project": openai.Omit()}
    # The deadline of a whole request is asyncio's; a read timeout would start anew with every byte.
    timeout = httpx2.Timeout(None, connect=_CONNECT_SECONDS)
    # A proxy of the environment cannot reach this machine's own loopback. Anywhere else it is httpx's to find, which it
    # does for its own transports alone.
    proxied = not loopback and not {"http", "https", "all"}.isdisjoint(getproxies())
    return openai.AsyncOpenAI(
        base_url=base_url,
        api_key=key.get_secret_value() or "none",
        max_retries=0,
        timeout=timeout,
        default_headers=left_out,
        http_client=openai.DefaultAsyncHttpxClient(
            timeout=timeout,
            trust_env=not loopback,
            verify=_tls(),
            transport=None if proxied else SpreadTransport(),
        ),
    )
