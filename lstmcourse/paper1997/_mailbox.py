"""Records on their way from worker processes to the runner, while the workers' jobs go on."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from typing import Any


class Mailbox:
    """What workers ``post`` is handed to ``receive``, one thread per worker."""

    def __init__(self, receive: Callable[[Any], None]) -> None:
        self.key = os.urandom(16)
        self._receive = receive
        self._listener = Listener(authkey=self.key)
        self.address = self._listener.address
        self._open = True
        self._readers: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Mailbox:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._open = False
        Client(self.address, authkey=self.key).close()  # wakes the thread up
        self._thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except (OSError, EOFError, AuthenticationError):  # a worker that died while it knocked
                continue
            if not self._open:
                connection.close()
                return
            threading.Thread(target=self._read, args=(connection,), daemon=True).start()

    def _read(self, connection: Connection) -> None:
        with connection:
            while True:
                try:
                    message = connection.recv()
                except (OSError, EOFError):  # the worker has ended, perhaps within a message
                    return
                self._receive(message)


_connections: dict[Any, Connection] = {}


def post(message: Any, address: Any, key: bytes) -> None:
    """Send a message; a runner that is gone does not matter: the worker ends with it."""
    try:
        if address not in _connections:
            _connections[address] = Client(address, authkey=key)
        _connections[address].send(message)
    except (OSError, EOFError):
        _connections.pop(address, None)
