"""What stands between a program and a server: a relay that loses the connection around a COMMIT, a host that is odd."""

import contextlib
import select
import socket
import threading

BEFORE, UNHEARD, ANSWERED, SWALLOWED = "before", "unheard", "answered", "swallowed"
"""When the relay loses the connection: before the server hears COMMIT; right after it was sent; once the server has
answered; never, but nothing passes any more."""


class Relay:
    """`with Relay(port, fate) as relay`: a TCP relay that loses the first connection on which COMMIT is sent.

    gone: nobody gets through afterwards; then: called before the connection is closed.
    """

    def __init__(self, port, fate, *, gone=False, then=lambda: None):
        self.target, self.fate, self.gone, self.then = port, fate, gone, then
        self.cut = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.ends = [self.listener]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        for end in self.ends:
            _close(end)

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                if self.gone and self.cut.is_set():
                    _close(client)
                    continue
                server = socket.create_connection(("127.0.0.1", self.target))
                self.ends += [client, server]
                threading.Thread(target=self._relay, args=(client, server), daemon=True).start()

    def _relay(self, client, server):
        with contextlib.suppress(OSError, ValueError):
            while True:
                for end in select.select([client, server], [], [])[0]:
                    data = end.recv(65536)
                    if end is client and data.endswith(b"COMMIT\0") and not self.cut.is_set():
                        self._lose(client, server, data)
                        return
                    (server if end is client else client).sendall(data)
                    if not data:
                        raise OSError
        _close(client)
        _close(server)

    def _lose(self, client, server, data):
        if self.fate in (UNHEARD, ANSWERED):
            server.sendall(data)
        if self.fate == ANSWERED:
            assert server.recv(65536)
        if self.fate == BEFORE:
            _close(server)
        self.then()
        self.cut.set()
        if self.fate != SWALLOWED:
            _close(client)
            _close(server)


def _close(end):
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextlib.contextmanager
def host(answer):
    """The port of a host. answer: what it says to whoever calls; b"": it hangs up; None: it says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ends = []

        def accept():
            with contextlib.suppress(OSError):
                while True:
                    ends.append(listener.accept()[0])
                    if answer is not None:
                        ends[-1].recv(65536)
                        ends[-1].sendall(answer)
                        _close(ends[-1])

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        for end in (listener, *ends):
            _close(end)


@contextlib.contextmanager
def deaf():
    """The port of a host that swallows packets: its queue is full, so the system drops who else knocks."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, contextlib.ExitStack() as queue:
        for _ in range(2):
            knock = queue.enter_context(socket.socket())
            knock.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                knock.connect(listener.getsockname())
        yield listener.getsockname()[1]


def unused():
    """The port of a host on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
