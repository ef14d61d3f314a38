"""Sessions in a signed cookie, and the token that proves a form came from our own page."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

from zwsearch.web.shelf import KEPT_SECONDS, Shelf

COOKIE = "zwsearch_session"
LIFETIME = 12 * 3600  # seconds that the password holds; a working day
_ENDED = "ended.json"


@dataclass(frozen=True, slots=True)
class Session:
    """Who a visitor is: a random id, whether the password was given, and until when (seconds since 1970)."""

    id: str
    known: bool
    until: int


class Signer:
    """Signs and checks sessions with the key of a workspace, so that they outlive the server; another password makes
    other sessions."""

    def __init__(self, shelf: Shelf, password: str | None = None) -> None:
        self._shelf = shelf
        self._secret = hmac.new(shelf.key, f"password:{password or ''}".encode(), hashlib.sha256).digest()
        kept = shelf.get_json(_ENDED)
        self._ended: dict[str, int] = kept if isinstance(kept, dict) else {}  # id → when it would have ended by itself

    def start(self, *, known: bool = False) -> Session:
        """A new session. One that knows no password holds as long as the drafts that it may have."""
        return Session(secrets.token_urlsafe(18), known, int(time.time()) + (LIFETIME if known else KEPT_SECONDS))

    def end(self, session: Session) -> None:
        """Let a session be worth nothing from now on, wherever copies of its cookie are."""
        now = time.time()
        self._ended = {id_: until for id_, until in self._ended.items() if until > now} | {session.id: session.until}
        self._shelf.put_json(_ENDED, self._ended)

    def cookie(self, session: Session) -> str:
        """The session as the value of a cookie."""
        body = f"{session.id}.{int(session.known)}.{session.until}"
        return f"{body}.{self._sign('session', body)}"

    def read(self, cookie: str | None) -> Session | None:
        """The session of a cookie, or None when it is missing, forged or over."""
        body, _, signature = (cookie or "").rpartition(".")
        if not body or not hmac.compare_digest(signature.encode(), self._sign("session", body).encode()):
            return None
        id_, known, until = body.split(".")
        session = Session(id_, known == "1", int(until))
        return session if session.until > time.time() and id_ not in self._ended else None

    def form_token(self, session: Session) -> str:
        """What a form of this session must send back: the sign of the session, and a mark of the page that it is on."""
        return f"{self._sign('form', session.id)}.{secrets.token_urlsafe(6)}"

    def is_form_token(self, session: Session, token: str) -> bool:
        """Whether a token, with or without the mark of a page, is of this session."""
        sign = token.partition(".")[0]
        return hmac.compare_digest(sign.encode("utf-8", "replace"), self._sign("form", session.id).encode())

    def _sign(self, purpose: str, text: str) -> str:
        digest = hmac.new(self._secret, f"{purpose}:{text}".encode("utf-8", "replace"), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
