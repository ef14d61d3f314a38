"""The brake on guessing the password: from one address one guess after the other, each wrong one a second long."""

from __future__ import annotations

import asyncio
import hmac
from collections import Counter
from math import ceil

from zwsearch.web.failures import RefusedError, too_many

# Whoever guesses waits; whoever mistypes hardly notices.
_PAUSE = 1.0
_MOST_WAITING = 20


class Brake:
    """Compares what visitors give with the password; None is the password of a server that has none."""

    def __init__(self, password: str | None) -> None:
        self._wanted = (password or "").encode()
        self._turns: dict[str, asyncio.Lock] = {}
        self._waiting: Counter[str] = Counter()

    async def is_right(self, address: str, given: bytes) -> bool:
        """Whether a guess is right. It is looked at in its turn, or many at once would be as good as no brake.

        Raises RefusedError when too many guesses from this address wait already. A right one is refused then as well:
        let in at once, it would tell whoever guesses that all others were wrong, as fast as they can be sent.
        """
        if self._waiting[address] >= _MOST_WAITING:
            raise RefusedError(too_many(ceil(_MOST_WAITING * _PAUSE)))
        self._waiting[address] += 1
        try:
            async with self._turns.setdefault(address, asyncio.Lock()):
                right = bool(self._wanted) and hmac.compare_digest(given, self._wanted)
                if not right:
                    await asyncio.sleep(_PAUSE)
                return right
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address], self._turns[address]
