"""A candidate model as one sealed piece of bytes, to be kept until a person has decided, and whether it still holds."""

from __future__ import annotations

import io
import json
import struct
import tempfile
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from zwsearch.errors import ModelError
from zwsearch.tag import Comparison, Evaluation, load_model
from zwsearch.workspace.candidate import Candidate, card_digest
from zwsearch.workspace.models import TrainReport
from zwsearch.workspace.opened import OpenFolder
from zwsearch.workspace.taxonomy import read_taxonomy

_REPORT = "report.json"
_FILES = "model/"
# What reading a damaged archive, or another one than ours, may end in.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    NotImplementedError,
)
_FORMAT = 1  # raise when one written by this program could not be read by the one before


def pack(candidate: Candidate) -> bytes:
    """The candidate with its report; a sum over each part tells damage."""
    report = candidate.report
    told = {
        "format": _FORMAT,
        "based_on": candidate.based_on,
        "based_on_card": _card_of(candidate.based_on),
        "labels": report.labels,
        "own": report.own,
        "left_out": report.left_out,
        "notes": report.notes,
        "validated": report.validated.to_data(),
        "comparison": asdict(report.comparison),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_REPORT, json.dumps(told, ensure_ascii=False))
        for name, data in candidate.files.items():
            archive.writestr(f"{_FILES}{name}", data)
    return packed.getvalue()


def unpack(data: bytes) -> Candidate:
    """The candidate that was packed. Raises ModelError where it is damaged, or the model that it was compared with is
    another by now."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            told: dict[str, Any] = json.loads(archive.read(_REPORT))
            names = [name.removeprefix(_FILES) for name in archive.namelist() if name.startswith(_FILES)]
            files = {name: archive.read(f"{_FILES}{name}") for name in names}
        if told["format"] != _FORMAT or any(Path(name).name != name for name in names):
            raise ValueError("format")
        of = {key: None if one is None else Evaluation.from_data(one) for key, one in told["comparison"].items()}
        new = of.pop("new")
        if new is None:
            raise ValueError("new")
        report = TrainReport(
            told["labels"],
            told["own"],
            Comparison(new=new, **of),
            Evaluation.from_data(told["validated"]),
            tuple(told["left_out"]),
            None,
            notes=tuple(told["notes"]),
        )
        based_on, card = told["based_on"], told["based_on_card"]
    except _DAMAGE as error:
        raise ModelError("保存着的新模型已损坏", hint="请重新训练") from error
    if card != _card_of(based_on):
        raise ModelError("与新模型比较过的那个模型已变了", hint="请重新训练")
    return Candidate(files, report, based_on)


def check_usable(folder: OpenFolder, candidate: Candidate) -> None:
    """Raise ModelError where a candidate is damaged, or its comparison is worth nothing any more: another model is in
    use, or categories or words were changed. New labels do not matter: the figures are as true as they were."""
    in_use = folder.model_versions.folder()
    if (None if in_use is None else str(in_use)) != candidate.based_on:
        raise ModelError("训练以后换用过别的模型，新旧比较不再有效", hint="请重新训练")
    with tempfile.TemporaryDirectory(prefix="zwsearch-") as made:
        for name, data in candidate.files.items():
            (Path(made) / name).write_bytes(data)
        card = load_model(Path(made), folder.analyser).card
    if set(card.taxonomy.names) != set(read_taxonomy(folder.path).names):
        raise ModelError("训练以后类别表改过", hint="请重新训练")
    if card.fingerprint != folder.analyser.fingerprint:
        raise ModelError("训练以后自定义的词改过", hint="请重新训练")


def recall(workspace: str, data: bytes) -> Candidate:
    """The candidate that was packed, where it can still be taken. Raises ModelError; other errors of the workspace or
    of its taxonomy say nothing of the candidate."""
    candidate = unpack(data)
    folder = OpenFolder(Path(workspace))
    try:
        check_usable(folder, candidate)
    finally:
        folder.close()
    return candidate


def _card_of(based_on: str | None) -> str | None:
    return None if based_on is None else card_digest(Path(based_on))
