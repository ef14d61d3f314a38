"""Which model a workspace tags with (its own versions, else the one that comes with the program), and training."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from zwsearch import bundled
from zwsearch.errors import ModelError, NotFoundError, WorkspaceError, cause_of, code_of
from zwsearch.segment import Analyser
from zwsearch.store import Label as StoredLabel
from zwsearch.store import Store
from zwsearch.tag import (
    NOT_A_TASK,
    Comparison,
    CurvePoint,
    Evaluation,
    Label,
    Model,
    Overridden,
    Taxonomy,
    TrainedModel,
    compare,
    draw_confusion,
    learning_curve,
    load_model,
    merge_labels,
    more_would_help,
    read_labels,
    train,
)
from zwsearch.versions import VersionedFolder
from zwsearch.workspace.reports import ModelVersion
from zwsearch.workspace.taxonomy import Retagged
from zwsearch.workspace.taxonomy import read_taxonomy as read_taxonomy

if TYPE_CHECKING:
    from zwsearch.workspace.opened import OpenFolder

SHIPPED = "shipped"  # the version name of the model that comes with the program
KEPT = 10  # versions that stay for rolling back
_CARD = "card.json"


@dataclass(frozen=True, slots=True)
class TrainReport:
    """Old against new. `version` is None when the old model was kept; `retagged` counts the tasks that the new one
    speaks of, which are those that no person has spoken of, and `changed` those of another category now."""

    labels: int
    own: int
    comparison: Comparison
    validated: Evaluation
    left_out: tuple[str, ...]
    version: str | None
    retagged: int = 0
    changed: int = 0
    notes: tuple[str, ...] = ()


def taken(report: TrainReport, version: str, anew: Retagged) -> TrainReport:
    """The report on a model that is in use now."""
    return replace(report, version=version, retagged=anew.by_model, changed=anew.changed)


class Models:
    """The models of one workspace folder."""

    def __init__(self, root: Path) -> None:
        self._versions = VersionedFolder(root)
        self._choice = root / "SHIPPED"

    def folder(self) -> Path | None:
        """The folder of the model in use, or None when there is none at all."""
        own = None if self._choice.exists() else self._versions.current()
        if own is not None:
            return own
        shipped = bundled.models_folder()
        return shipped if shipped is not None and (shipped / _CARD).is_file() else None

    def load(self, analyser: Analyser, meanings: Mapping[str, str] | None = None) -> Model | None:
        """The model in use in terms of the user's taxonomy (or of `meanings`), or None when there is none.

        Raises ModelError when it is damaged, and LabelError when the taxonomy is.
        """
        folder = self.folder()
        if folder is None:
            return None
        if meanings is None:
            meanings = read_taxonomy(self._versions.root.parent).meanings
        return load_model(folder, analyser).in_terms_of(meanings)

    def load_sound(
        self, analyser: Analyser, meanings: Mapping[str, str], tell: Callable[[str], object]
    ) -> Model | None:
        """The model in use, or the newest sound one where that is damaged, which `tell` is told.

        None when there is none at all. Raises ModelError when none is sound.
        """
        try:
            return self.load(analyser, meanings)
        except ModelError as error:
            for version in reversed([version for version in self.known() if not version.current]):
                folder = bundled.models_folder() if version.shipped else self._versions.root / version.version
                try:
                    model = load_model(folder or Path(), analyser).in_terms_of(meanings)
                except ModelError:
                    continue
                instead = "随程序附带的模型" if version.shipped else f"模型 {version.version}"
                tell(f"{error.message}；暂用{instead}。换回它：zwsearch models use {version.version}")
                return model
            raise

    def known(self) -> list[ModelVersion]:
        """The shipped model and the workspace's own, oldest first, with the figures of their cards."""
        current = self.folder()
        shipped = bundled.models_folder()
        found = []
        if shipped is not None and (shipped / _CARD).is_file():
            found.append(ModelVersion(SHIPPED, current == shipped, shipped=True, figures=_figures(shipped)))
        for version in self._versions.versions():
            folder = self._versions.root / version
            found.append(ModelVersion(version, current == folder, shipped=False, figures=_figures(folder)))
        return found

    def use(self, version: str) -> None:
        """Answer with another version from now on. Raises NotFoundError or ModelError (damaged)."""
        if version == SHIPPED and bundled.models_folder() is not None:
            self._versions.root.mkdir(parents=True, exist_ok=True)
            self._choice.touch()
            return
        if version not in self._versions.versions():
            raise NotFoundError(f"没有版本为 {version} 的模型", hint="用 zwsearch models 查看全部版本")
        damaged = self._versions.verify(version)
        if damaged:
            raise ModelError(f"模型 {version} 已损坏：{'、'.join(damaged)}", hint="请换一个版本，或重新训练")
        self._versions.use(version)
        self._choice.unlink(missing_ok=True)

    def publish(self, trained: TrainedModel) -> str:
        """Put a trained model in use; return its version. Raises WorkspaceError when the disk refuses."""
        from zwsearch.tag import save_model

        try:
            with self._versions.publish() as folder:
                save_model(trained, folder)
            self._choice.unlink(missing_ok=True)
            self._versions.prune(KEPT)
        except OSError as error:
            raise WorkspaceError(
                f"写入模型失败：{cause_of(error)}",
                hint="请检查磁盘空间和文件夹权限；原来的模型继续使用",
                code=code_of(error),
            ) from error
        current = self._versions.current()
        return current.name if current is not None else ""

    def damaged(self) -> list[str]:
        """Names of damaged versions of the workspace's own models."""
        return [version for version in self._versions.versions() if self._versions.verify(version)]


def gather_labels(store: Store | None, file: Path | None, taxonomy: Taxonomy) -> tuple[list[Label], int, list[str]]:
    """All labels to learn from (shipped, the workspace's, the file's; the later wins), how many are the user's own,
    and notes on what was set aside. Raises LabelError for a bad file."""
    shipped, notes = _shipped_labels(taxonomy)
    own, more = _own_labels(store, taxonomy)
    notes += more
    given = read_labels(file, taxonomy) if file is not None else []
    labels, first = merge_labels(shipped, own)
    labels, second = merge_labels(labels, given)
    notes += _overridden([*first, *second])
    if file is not None:
        notes.append(f"{file.name} 里的 {len(given)} 条标注只用于这一次，不存入工作区；下次训练请再给出这个文件")
    return labels, len(own) + len(given), notes


def fit(
    labels: Sequence[Label], analyser: Analyser, taxonomy: Taxonomy, old: Model | None
) -> tuple[TrainedModel, Comparison]:
    """Train on the labels and set the result against the old model on the same held-out tasks."""
    trained = train(labels, analyser, taxonomy)
    return trained, compare(old, trained, labels)


def curve(folder: OpenFolder, file: Path | None) -> tuple[list[CurvePoint], bool]:
    """How good a model is after learning from growing parts of all labels, those of a file among them, and whether
    more labels would help.

    Raises LabelError for labels that cannot be used, or too few.
    """
    taxonomy = read_taxonomy(folder.path)
    labels, _, _ = gather_labels(folder.existing(), file, taxonomy)
    points = learning_curve(labels, folder.analyser, taxonomy)
    return points, more_would_help(points)


def draw(evaluation: Evaluation, path: Path) -> None:
    """Write the confusion matrix as a picture, `.png` or `.svg`. Raises UsageError."""
    draw_confusion(evaluation, path)


def _shipped_labels(taxonomy: Taxonomy) -> tuple[list[Label], list[str]]:
    """The labels that come with the program, as far as the user's taxonomy knows their categories, and notes."""
    from zwsearch.tag.ship import shipped_labels

    corpus = bundled.corpus_folder()
    if corpus is None or not (corpus / "labels.csv").is_file():
        return [], []
    all_labels = shipped_labels(corpus, Taxonomy.load())
    kept, dropped = _fitting(all_labels, taxonomy)
    if not dropped:
        return kept, []
    told = "、".join(f"{name} {count} 条" for name, count in dropped.items())
    return kept, [
        f"您的类别表里没有这些类别，随程序附带的 {sum(dropped.values())} 条标注未参加训练：{told}；"
        "只是改了名的，请在类别表里给新名称写上旧名（formerly）"
    ]


def _fitting(labels: Sequence[Label], taxonomy: Taxonomy) -> tuple[list[Label], Counter[str]]:
    """The labels under the present names of their categories, and how many are left out of each that is gone."""
    known = {**taxonomy.meanings, NOT_A_TASK: NOT_A_TASK}
    dropped = Counter(label.category for label in labels if label.category not in known)
    kept = []
    for label in labels:
        if label.category in known:
            category, *also = dict.fromkeys(known[name] for name in (label.category, *label.also) if name in known)
            kept.append(replace(label, category=category, also=tuple(also)))
    return kept, dropped


def _own_labels(store: Store | None, taxonomy: Taxonomy) -> tuple[list[Label], list[str]]:
    if store is None:
        return [], []
    kept, dropped = _fitting([_as_label(label) for label in store.latest_labels()], taxonomy)
    told = "、".join(f"{name} {count} 条" for name, count in dropped.items())
    return kept, [f"您有 {sum(dropped.values())} 条标注的类别已不在类别表里，未参加训练：{told}"] if dropped else []


def _as_label(label: StoredLabel) -> Label:
    return Label(
        requirement=label.requirement,
        category=label.category or "",
        also=label.also,
        section=label.section[-1] if label.section else "",
        notice=label.notice_id or "",
        author=label.author,
        time=label.time,
    )


def _overridden(pairs: Sequence[Overridden]) -> list[str]:
    if not pairs:
        return []
    example = pairs[0]
    return [
        f"{len(pairs)} 条任务的新标注与旧标注不同，以新标注为准，"
        f"如“{example.later.requirement[:20]}”：{example.earlier.category} → {example.later.category}"
    ]


def _figures(folder: Path) -> dict[str, object]:
    try:
        card = json.loads((folder / _CARD).read_bytes())
        figures = dict(card.get("figures") or {})
        figures["labels"] = card.get("labels")
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
    return figures
