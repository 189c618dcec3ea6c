"""A question to the store that is on its way while a view obeys its keys: a server may take its time, or hang."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from incident_cli.render.watch import Picture

GRACE = 0.2
"""Seconds for which an answer that nobody wants any more is waited for, so that it ends in order."""

PATIENCE = 2.0
"""Seconds for which it is waited for before the program stands still."""


class Asking:
    """One question, asked in a thread of its own: once it is over, its answer is taken; before, it can be left.

    question: gives the answer, or raises.
    """

    def __init__(self, question: Callable[[], Picture]) -> None:
        self._question = question
        self._answer: Picture | None = None
        self._failure: BaseException | None = None
        self.over = False
        """Whether the answer has come."""
        self.fileno, self._told = os.pipe()
        """Becomes readable then: the thread closes the other end."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def answer(self) -> Picture:
        """What came of it. Raises what the question raised."""
        os.close(self.fileno)
        if self._answer is None:
            raise self._failure or AssertionError("it is not over")
        return self._answer

    def settle(self) -> None:
        """Wait a little for it to be over: who stands still in the middle of a question holds others up."""
        self._thread.join(PATIENCE)

    def leave(self) -> None:
        """Go away without an answer. The thread does not keep the program from its end."""
        self._thread.join(GRACE)
        os.close(self.fileno)

    def _run(self) -> None:
        try:
            self._answer = self._question()
        except BaseException as failure:
            self._failure = failure
        finally:
            self.over = True
            os.close(self._told)
