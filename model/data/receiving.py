"""Receiving what a server sends on a thread of its own, so that who waits can leave at once."""

from collections.abc import Generator, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any

TIMEOUT_S = 10.0
"""For an answer, and between two pieces of it."""
CHUNK_BYTES = 1 << 15
WAITING_CHUNKS = 64
POLL_S = 0.1
RANGE_NOT_SATISFIABLE = 416

Message = int | bytes | Exception | None
"""Where the body begins; some of it; why it broke off; its end."""


class NotReceived(Exception):
    """A server has not given what it was asked for; with a few words that say why."""


def receive(url: str, begin: int = 0) -> Generator[int | bytes, None, None]:
    """Yield where the body of `url` begins, in bytes, and then the body, in chunks.

    begin: what is at hand already, which the server is asked to leave out; it may begin at 0 all
    the same. While nothing comes, b"" is yielded, so that it can be closed: that takes no longer
    than this, also where a host never answers. Raises NotReceived with a short reason.
    """
    messages: Queue[Message] = Queue(WAITING_CHUNKS)
    is_unwanted = Event()
    Thread(
        target=_transfer,
        args=(url, begin, messages, is_unwanted),
        name="download",
        daemon=True,  # a host that never answers keeps no process alive
    ).start()
    try:
        while True:
            try:
                message = messages.get(timeout=POLL_S)
            except Empty:
                yield b""
                continue
            if message is None:
                return
            if isinstance(message, Exception):
                raise message
            yield message
    finally:
        is_unwanted.set()


def _transfer(url: str, begin: int, messages: Queue[Message], is_unwanted: Event) -> None:
    """Put the messages of a transfer into a queue, as long as somebody wants them."""

    def put(message: Message) -> None:
        while not is_unwanted.is_set():
            try:
                messages.put(message, timeout=POLL_S)
                return
            except Full:
                continue

    try:
        for message in _request(url, begin):
            put(message)
            if is_unwanted.is_set():
                return
        put(None)
    except Exception as error:  # to be raised where it is waited for
        put(error)


def _request(url: str, begin: int) -> Iterator[int | bytes]:
    import requests  # takes a tenth of a second, and most runs download nothing
    import urllib3

    # What is published is the packed file: nobody is to unpack it on the way.
    headers = {"Accept-Encoding": "identity"}
    if begin:
        headers["Range"] = f"bytes={begin}-"
    try:
        with requests.get(url, stream=True, timeout=TIMEOUT_S, headers=headers) as response:
            if begin and response.status_code == RANGE_NOT_SATISFIABLE:
                yield from _request(url, 0)
                return
            if not response.ok:
                raise NotReceived(f"answered {response.status_code}")
            begins = _begin_of(response)
            if begins not in (0, begin):
                raise NotReceived("answered with another part than was asked for")
            yield begins
            yield from response.raw.stream(CHUNK_BYTES, decode_content=False)
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise NotReceived(f"no answer within {TIMEOUT_S:.0f} s") from error
    except urllib3.exceptions.ProtocolError as error:
        raise NotReceived("broke off") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise NotReceived("cannot be reached") from error


def _begin_of(response: Any) -> int:
    """Return at which byte of the file an answer begins."""
    if response.status_code != 206:
        return 0
    unit, _, part = response.headers.get("Content-Range", "").partition(" ")
    first = part.partition("-")[0]
    return int(first) if unit == "bytes" and first.isdecimal() else -1
