"""Training in two steps: a candidate is fitted aside, with its figures, and taken only when a person agrees.

Fitting takes minutes of one core, so it holds no lock and can run in a process of its own; what is taken is
published like any other version.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from zwsearch.errors import ModelError
from zwsearch.segment import Analyser
from zwsearch.workspace import models
from zwsearch.workspace.folders import cache_folder
from zwsearch.workspace.opened import OpenFolder

if TYPE_CHECKING:
    from zwsearch.tag import Evaluation, TrainedModel


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fitted model that nobody uses yet; `report.version` is None until it is taken.

    `based_on` names the model that it was compared with.
    """

    trained: TrainedModel
    report: models.TrainReport
    based_on: str | None


def fit_candidate(folder: OpenFolder) -> Candidate:
    """Train on the shipped labels and the workspace's, and compare with the model in use; nothing is changed.

    Raises LabelError for labels that cannot be used.
    """
    taxonomy = models.read_taxonomy(folder.path)
    gathered, own, notes = models.gather_labels(folder.existing(), None, taxonomy)
    in_use = folder.model_versions.folder()
    old = folder.model_versions.load(folder.analyser)
    trained, comparison = models.fit(gathered, folder.analyser, taxonomy, old)
    report = models.TrainReport(
        len(gathered), own, comparison, trained.validated, trained.left_out, None, notes=tuple(notes)
    )
    return Candidate(trained, report, None if in_use is None else str(in_use))


def fit_candidate_of(workspace: str) -> Candidate:
    """`fit_candidate` for a process of its own, which knows the folder by its path alone."""
    folder = OpenFolder(Path(workspace))
    try:
        candidate = fit_candidate(folder)
        # An analyser that has opened its dictionary cannot travel between processes; a fresh one opens it anew.
        store = folder.existing()
        candidate.trained.model.analyser = Analyser(store.words() if store is not None else (), cache=cache_folder())
        return candidate
    finally:
        folder.close()


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
        version = folder.model_versions.publish(candidate.trained)
        folder.forget_model()
        return replace(candidate.report, version=version, retagged=folder.retag(store))


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
