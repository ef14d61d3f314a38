"""Training in two steps: a candidate is fitted aside, with its figures, and taken only when a person agrees.

Fitting takes minutes of one core, so it holds no lock and can run in a process of its own; what is taken is
published like any other version.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from zwsearch.errors import ModelError
from zwsearch.workspace import models
from zwsearch.workspace.opened import OpenFolder

if TYPE_CHECKING:
    from zwsearch.tag import Evaluation, TrainedModel


Stage = Literal["gather", "fit", "compare", "pack"]
STAGES: tuple[Stage, ...] = get_args(Stage)
Tell = Callable[[Stage], object]


def _tell_nobody(_stage: Stage) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fitted model that nobody uses yet; `report.version` is None until it is taken.

    `files` are those of its folder, by name, so that it can come from another process.
    `based_on` names the model that it was compared with.
    """

    files: Mapping[str, bytes]
    report: models.TrainReport
    based_on: str | None


def fit_candidate(folder: OpenFolder, tell: Tell = _tell_nobody) -> Candidate:
    """Train on the shipped labels and the workspace's, and compare with the model in use; nothing is changed.

    `tell` hears each of `STAGES` when it begins. Raises LabelError for labels that cannot be used.
    """
    from zwsearch.tag import compare, train

    tell("gather")
    taxonomy = models.read_taxonomy(folder.path)
    gathered, own, notes = models.gather_labels(folder.existing(), None, taxonomy)
    in_use = folder.model_versions.folder()
    old = folder.model_versions.load(folder.analyser)
    tell("fit")
    trained = train(gathered, folder.analyser, taxonomy)
    tell("compare")
    comparison = compare(old, trained, gathered)
    tell("pack")
    report = models.TrainReport(
        len(gathered), own, comparison, trained.validated, trained.left_out, None, notes=tuple(notes)
    )
    return Candidate(_files_of(trained), report, None if in_use is None else str(in_use))


def fit_candidate_of(workspace: str, tell: Tell = _tell_nobody) -> Candidate:
    """`fit_candidate` for a process of its own, which knows the folder by its path alone."""
    folder = OpenFolder(Path(workspace))
    try:
        return fit_candidate(folder, tell)
    finally:
        folder.close()


def _files_of(trained: TrainedModel) -> dict[str, bytes]:
    from zwsearch.tag import save_model

    with tempfile.TemporaryDirectory(prefix="zwsearch-") as made:
        save_model(trained, Path(made))
        return {path.name: path.read_bytes() for path in sorted(Path(made).iterdir())}


def _trained_of(candidate: Candidate, folder: OpenFolder) -> TrainedModel:
    from zwsearch.tag import TrainedModel, load_model

    with tempfile.TemporaryDirectory(prefix="zwsearch-") as made:
        for name, data in candidate.files.items():
            (Path(made) / name).write_bytes(data)
        model = load_model(Path(made), folder.analyser)
    return TrainedModel(model, candidate.report.validated, candidate.report.left_out)


def take_candidate(folder: OpenFolder, candidate: Candidate, *, force: bool = False) -> models.TrainReport:
    """Use the candidate from now on, and tag all stored tasks anew with it.

    Raises ModelError when it is worse and `force` is not given, or when the model was changed since the comparison.
    """
    if not (candidate.report.comparison.better_or_equal or force):
        raise ModelError("新模型不如旧模型", hint="请再标注一些任务后重新训练；确实要换，请选“仍然采用”")
    with folder.writing() as store:
        in_use = folder.model_versions.folder()
        if (None if in_use is None else str(in_use)) != candidate.based_on:
            raise ModelError("训练期间模型已被换过，比较结果不再有效", hint="请重新训练")
        version = folder.model_versions.publish(_trained_of(candidate, folder))
        folder.forget_model()
        return models.taken(candidate.report, version, folder.retag(store))


def card_digest(model: Path) -> str | None:
    """A name for exactly the model in a folder; None where there is none to read."""
    try:
        return hashlib.sha256((model / "card.json").read_bytes()).hexdigest()
    except OSError:
        return None


def mark_of_model(folder: OpenFolder) -> str | None:
    """A name for what `judge_model_in_use` is about: the model in use, and what its categories are called now."""
    in_use = folder.model_versions.folder()
    card = None if in_use is None else card_digest(in_use)
    if card is None:
        return None
    meanings = json.dumps(models.read_taxonomy(folder.path).meanings, sort_keys=True)
    return hashlib.sha256(f"{card} {meanings}".encode()).hexdigest()


def judge_model_in_use(folder: OpenFolder) -> Evaluation | None:
    """The figures of the model in use on the labelled tasks that it was held back from, by its witness.

    None when there is no model, or when none of those labels is still known.
    """
    from zwsearch.tag import evaluate
    from zwsearch.tag.labels import same_text
    from zwsearch.tag.split import digest

    model = folder.model
    if model is None:
        return None
    labels, _, _ = models.gather_labels(folder.existing(), None, models.read_taxonomy(folder.path))
    known = [label for label in labels if digest(same_text(label.requirement)) in model.card.held_out]
    return evaluate(model.as_witness(), known) if known else None
