"""OFD files (GB/T 33190) → documents, by the same reading of lines, columns and tables as PDF pages.

An OFD is a zip of XML: OFD.xml names documents, a document its pages and templates, a page its objects. Text stands in
TextCode elements with the place of each character; all lengths are millimetres from the top left.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from posixpath import dirname, join, normpath
from typing import Any

from zwsearch.errors import ReadError
from zwsearch.read import limits
from zwsearch.read.lines import trim
from zwsearch.read.ofd_page import DrawnPage, box_of, within
from zwsearch.read.packed import DAMAGE, damaged, open_zip
from zwsearch.read.pdf_pages import document_of
from zwsearch.records import Document, Problem, Source

# The page of a notice has some 50 kB of XML; a large catalogue a megabyte.
_MOST_BYTES = 20 * 1024 * 1024
_A4 = (0.0, 0.0, 210.0, 297.0)


@dataclass(slots=True)
class _Package:
    """The members of the file by their names in lower case, and what was found missing or damaged."""

    archive: zipfile.ZipFile
    name: str
    members: dict[str, zipfile.ZipInfo]
    lost: list[str] = field(default_factory=list)

    def find(self, path: str) -> zipfile.ZipInfo | None:
        return self.members.get(path.lower())

    def xml(self, path: str, what: str) -> Any | None:
        """The root of a part; None, and `what` is noted as lost, when it is absent or holds no XML at all."""
        from lxml import etree

        member = self.find(path)
        if member is None:
            self.lost.append(what)
            return None
        if member.file_size > _MOST_BYTES:
            raise limits.too_large(
                f"“{self.name}”的{what}超过 {_MOST_BYTES // 1024 // 1024} MB", "请拆分成单份通知后再读取"
            )
        try:
            data = self.archive.read(member)
        except DAMAGE:
            self.lost.append(what)
            return None
        for recover in (False, True):
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=recover)
            try:
                root = etree.fromstring(data, parser)
            except (etree.XMLSyntaxError, ValueError):
                root = None
            if recover:
                self.lost.append(what)
            if root is not None:
                return root
        return None


def read(data: bytes, source: Source) -> tuple[Document, ...]:
    """The documents of an OFD file, mostly one; a scanned one has no blocks and the problem `needs_ocr`.

    A part that is missing or damaged is named in a problem `damaged_part`, the rest is read.
    Raises ReadError `unreadable` (damaged, encrypted) or `too_large`.
    """
    with open_zip(data, source.name) as archive:
        members = {normpath(m.filename.replace("\\", "/")).lstrip("/").lower(): m for m in archive.infolist()}
        if any(m.flag_bits & 0x1 for m in members.values()) or any(n.endswith("encryptions.xml") for n in members):
            raise ReadError(f"“{source.name}”有密码，无法读取", hint="请用 OFD 阅读器打开后另存为不加密的文件")
        package = _Package(archive, source.name, members)
        try:
            documents = [_read(package, path, title, source) for path, title in _bodies(package)]
        except DAMAGE as error:
            raise damaged(source.name, error) from error
    if len(documents) > 1:
        # Several documents in one file are rare; each keeps the name of the file and its place in it.
        return tuple(
            replace(document, source=replace(source, name=f"{source.name}/{number}"))
            for number, document in enumerate(documents, start=1)
        )
    if not documents:
        raise damaged(source.name)
    return tuple(documents)


def _bodies(package: _Package) -> Iterator[tuple[str, str]]:
    """The path of each document's root, and its title."""
    root = package.xml("ofd.xml", "目录 OFD.xml")
    bodies = list(within(root, "DocBody")) if root is not None else []
    for body in bodies:
        path = next((trim(e.text or "") for e in within(body, "DocRoot")), "")
        title = next((trim(e.text or "") for e in within(body, "Title")), "")
        if path:
            yield _path("", path), title
    if not bodies:
        # The directory is lost, but the documents stand where all programs put them.
        yield from ((name, "") for name in sorted(package.members) if name.endswith("/document.xml"))


def _path(base: str, path: str) -> str:
    """A path named in the part `base`: from the root of the file when it begins with a slash."""
    path = path.replace("\\", "/")
    return normpath(path.lstrip("/") if path.startswith("/") else join(dirname(base), path)).lstrip("/")


def _read(package: _Package, path: str, title: str, source: Source) -> Document:
    package.lost.clear()
    root = package.xml(path, f"文档 {path}")
    if root is None:
        raise damaged(source.name)
    pages = [page for parent in within(root, "Pages") for page in within(parent, "Page") if page.get("BaseLoc")]
    if len(pages) > limits.MAX_PDF_PAGES:
        raise limits.too_large(f"“{source.name}”超过 {limits.MAX_PDF_PAGES} 页", "请拆分成单份通知后再读取")
    if not pages:
        raise damaged(source.name)
    before = len(package.lost)
    document = document_of(_pages(package, path, root, pages), source, title)
    lost = list(dict.fromkeys(package.lost))
    if not document.blocks and len(package.lost) - before >= len(pages):
        raise damaged(source.name)
    if lost:
        where = "、".join(lost[:20])
        problem = Problem(
            "damaged_part", f"OFD 有一部分已损坏，可能缺少文字：{where}", "请换用完好的文件，或对照原文核对", where
        )
        document = replace(document, problems=(*document.problems, problem))
    return document


def _pages(package: _Package, path: str, root: Any, pages: list[Any]) -> Iterator[DrawnPage]:
    size = next((box_of(e.text) for area in within(root, "PageArea") for e in within(area, "PhysicalBox")), None)
    templates = {t.get("ID"): _path(path, t.get("BaseLoc") or "") for t in within(root, "TemplatePage")}
    graphics = _graphics(package, path, root)
    drawn: dict[str, Any] = {}
    for number, page in enumerate(pages, start=1):
        content = package.xml(_path(path, page.get("BaseLoc")), f"第 {number} 页")
        own = None
        if content is not None:
            own = next((box_of(e.text) for area in within(content, "Area") for e in within(area, "PhysicalBox")), None)
        shown = DrawnPage(number, own or size or _A4, graphics, package.name)
        for used in within(content, "Template") if content is not None else ():
            identifier = used.get("TemplateID")
            if identifier not in drawn and identifier in templates:
                drawn[identifier] = package.xml(templates[identifier], f"模板 {identifier}")
            if drawn.get(identifier) is not None:
                shown.draw(drawn[identifier])
        if content is not None:
            shown.draw(content)
        yield shown


def _graphics(package: _Package, path: str, root: Any) -> dict[str, Any]:
    """The drawings that pages may repeat, by their identifiers."""
    found: dict[str, Any] = {}
    for kind in ("PublicRes", "DocumentRes"):
        for element in within(root, kind):
            place = _path(path, trim(element.text or ""))
            if package.find(place) is None:
                # Fonts and colours; a page can be read without them.
                continue
            resources = package.xml(place, f"资源 {place}")
            if resources is not None:
                found |= {u.get("ID"): u for u in within(resources, "CompositeGraphicUnit")}
    return found
