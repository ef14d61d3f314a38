"""Mails (and web pages saved as mails) → the document of the body, and those of the attachments."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage, Message
from email.policy import Policy
from typing import Any

from zwsearch.errors import ReadError
from zwsearch.read import formats, limits, members
from zwsearch.read.encoding import decode
from zwsearch.read.html import read_markup
from zwsearch.read.packed import DAMAGE, damaged
from zwsearch.read.pasted import blocks_of_text
from zwsearch.records import Block, Document, Problem, Source

HEADERS = ("Subject", "From", "To", "Cc", "Date", "Snapshot-Content-Location")
_HEADER_LINE = re.compile(rb"(?:^|\n)[A-Za-z][A-Za-z0-9-]{1,40}:[ \t]*\S")

# Text, pictures and attachments of one mail are three parts deep; a mail in a mail is one more.
_DEEPEST = 4 * limits.MAX_NESTING


class _Part(EmailMessage):
    """A part of a mail that knows how deep it lies, and shares the count of all parts with the others."""

    def __init__(self, policy: Policy[Any] | None = None) -> None:
        super().__init__(policy)
        self._depth = 0
        self._count = [1]

    def attach(self, payload: Message[str, str] | str) -> None:
        """Called while the mail is read, which is the only moment to stop before all of it is."""
        assert isinstance(payload, type(self))
        payload._depth, payload._count = self._depth + 1, self._count
        self._count[0] += 1
        if payload._depth > _DEEPEST:
            hint = "请在邮件软件里打开，把里层的正文和附件另存后再读取"
            raise limits.too_large(f"邮件套了 {limits.MAX_NESTING} 层以上", hint)
        if self._count[0] > limits.MAX_MEMBERS:
            raise limits.too_large(f"附件和段落超过 {limits.MAX_MEMBERS} 个", "请只另存需要的附件后再读取")
        super().attach(payload)


def read(data: bytes, source: Source) -> tuple[Document, ...]:
    """The body first, then each attachment as `mail.eml/附件.docx`.

    Raises ReadError `unreadable` when the bytes are no mail, `empty` when it has neither text nor attachment.
    """
    if not _HEADER_LINE.match(data.lstrip()[:2000]):
        raise damaged(source.name)
    try:
        message = _parsed(data, source.name)
        body, problems = _body(message, source.name)
        metadata = tuple(_headers(message))
        attachments = list(_attachments(message))
    except DAMAGE as error:
        raise damaged(source.name, error) from error
    documents: list[Document] = []
    if body or not attachments:
        if not body:
            raise ReadError(f"“{source.name}”没有正文和可读取的附件", hint="请换一封有内容的邮件", code="empty")
        documents.append(Document(replace(source, encoding=None), body, metadata, problems))
    return members.read_all(attachments, source.name, documents) if attachments else tuple(documents)


def _parsed(data: bytes, name: str) -> EmailMessage:
    try:
        return email.message_from_bytes(data, _Part, policy=email.policy.default)
    except ReadError as error:
        raise limits.too_large(f"“{name}”里的{error.message}", error.hint or "") from error


def _headers(message: EmailMessage) -> Iterator[tuple[str, str]]:
    for name in HEADERS:
        for value in message.get_all(name, []):
            text = " ".join(str(value).split())
            if text:
                yield ("url" if name == "Snapshot-Content-Location" else name), text


def _body(message: EmailMessage, name: str) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    # The plain part is what the writer meant only when there is no table in the other.
    part = message.get_body(preferencelist=("html", "plain", "related"))
    if part is None or part.get_content_maintype() != "text":
        return (), ()
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return (), ()
    decoded = decode(payload, name, part.get_content_charset())
    if part.get_content_subtype() == "html":
        return read_markup(decoded.text, name)[0], decoded.problems
    return blocks_of_text(decoded.text), decoded.problems


def _attachments(message: EmailMessage) -> Iterator[tuple[str, bytes | ReadError | None]]:
    for place, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            continue
        name = part.get_filename()
        if not name and part.get_content_type() == "message/rfc822" and place:
            name = "转发邮件.eml"
        if not name or part.get_content_disposition() == "inline" or members.is_hidden(name):
            continue
        if not members.is_known(name):
            # A picture that belongs to the look of the page is no attachment.
            if part.get_content_disposition() == "attachment":
                yield formats.file_name(name), None
            continue
        payload = part.get_payload(decode=True)
        inside = part.get_payload()
        if isinstance(payload, bytes):
            yield formats.file_name(name), payload
        elif isinstance(inside, list) and inside and isinstance(inside[0], Message):
            yield formats.file_name(name), inside[0].as_bytes()
