"""Sessions in a signed cookie, and the token that proves a form came from our own page."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

COOKIE = "zwsearch_session"
LIFETIME = 12 * 3600  # seconds; a working day


@dataclass(frozen=True, slots=True)
class Session:
    """Who a visitor is: a random id, whether the password was given, and until when (seconds since 1970)."""

    id: str
    known: bool
    until: int


class Signer:
    """Signs and checks sessions with a secret that lives as long as the server."""

    def __init__(self, secret: bytes | None = None) -> None:
        self._secret = secret or secrets.token_bytes(32)

    def start(self, *, known: bool = False) -> Session:
        """A new session."""
        return Session(secrets.token_urlsafe(18), known, int(time.time()) + LIFETIME)

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
        return session if session.until > time.time() else None

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
