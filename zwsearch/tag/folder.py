"""A model on disk: one flat folder of arrays, word lists and a card (JSON); no pickle, the same bytes every time.

The card holds the checksum of every file and of itself, so damage and tampering are found before a tag is given.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zwsearch.errors import LabelError, ModelError
from zwsearch.tag.calibrate import Thresholds
from zwsearch.tag.features import Block, FeatureSpace, WordSplitter
from zwsearch.tag.model import Card, Linear, Model
from zwsearch.tag.rules import format_rules, parse_rules
from zwsearch.tag.taxonomy import NOT_A_TASK, Taxonomy
from zwsearch.tag.training import TrainedModel

# Raise when a folder written by this program could not be read by the one before. 2: `doubt` is a score, it was a
# probability.
FORMAT = 2
CARD = "card.json"
_RULES = "rules.txt"
_HINT = "可用 zwsearch models 换回上一个版本，或用 zwsearch train 重新训练"


def save_model(trained: TrainedModel, folder: Path) -> None:
    """Write a model into an existing or new folder. The same model gives the same bytes.

    Raises OSError when the disk refuses; the card is written last.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = trained.model
    files = {_RULES: format_rules(model.rules).encode()}
    for block in model.space.blocks:
        if block.unit == "char":
            files[f"{block.name}.npy"] = _npy(model.space.grams[block.name])
        elif block.unit == "word":
            files[f"{block.name}.txt"] = "\n".join(model.space.words[block.name]).encode()
    for prefix, linear in (("", model.linear), ("witness-", model.witness)):
        files[f"{prefix}idf.npy"] = _npy(linear.idf)
        files[f"{prefix}weights.npy"] = _npy(linear.weights)
        files[f"{prefix}bias.npy"] = _npy(linear.bias)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    card = _card_data(model)
    card["files"] = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    card["digest"] = _digest(card)
    (folder / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", "utf-8")


def load_model(folder: Path, analyser: WordSplitter | None = None) -> Model:
    """Open a model; `analyser` None makes the default one.

    Raises ModelError when the folder holds no model, is damaged or was edited, or is of a newer format. Nothing in
    the folder is executed.
    """
    data = _read_card(folder)
    contents = _read_files(folder, data)
    try:
        blocks = [Block(**block) for block in data["blocks"]]
        taxonomy = Taxonomy.from_data(data["taxonomy"])
        card = _card(data, taxonomy)
        space = FeatureSpace(
            blocks,
            {b.name: _array(contents[f"{b.name}.npy"]) for b in blocks if b.unit == "char"},
            {b.name: contents[f"{b.name}.txt"].decode().split() for b in blocks if b.unit == "word"},
            card.classes,
        )
        linear, witness = (
            Linear(*(_array(contents[f"{prefix}{name}.npy"]) for name in ("idf", "weights", "bias")))
            for prefix in ("", "witness-")
        )
        rules = list(parse_rules(contents[_RULES].decode(), taxonomy.names, name=_RULES, strict=True))
        for one in (linear, witness):
            shapes = (one.idf.shape, one.weights.shape, one.bias.shape)
            if shapes != ((space.size,), (space.size, len(card.classes)), (len(card.classes),)):
                raise ValueError(f"shapes {shapes}")
    except (KeyError, TypeError, ValueError, AttributeError, LabelError) as error:
        raise ModelError(f"模型的内容前后不符：{folder}", hint=_HINT) from error
    return Model(card, space, linear, witness, rules, analyser or _default_analyser())


def _read_card(folder: Path) -> dict[str, Any]:
    path = folder / CARD
    try:
        data: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise ModelError(f"这里没有模型：{folder}", hint="先用 zwsearch train 训练一个") from error
    except OSError as error:
        raise ModelError(f"模型打不开：{path}", hint="请检查文件的读取权限") from error
    except (ValueError, RecursionError) as error:
        raise ModelError(f"模型的说明文件已损坏：{path}", hint=_HINT) from error
    version = data.get("format") if isinstance(data, dict) else None
    if not isinstance(version, int) or version < 1:
        raise ModelError(f"模型的说明文件已损坏：{path}", hint=_HINT)
    if version != FORMAT:
        newer = version > FORMAT
        raise ModelError(
            f"模型的格式是第 {version} 版，比本程序认识的第 {FORMAT} 版{'新' if newer else '旧'}：{folder}",
            hint=f"请{'升级 zwsearch，或' if newer else ''}用 zwsearch train 重新训练",
        )
    if data.get("digest") != _digest(data) or not isinstance(data.get("files"), dict):
        raise ModelError(f"模型的说明文件被改动过：{path}", hint=_HINT)
    return data


def _read_files(folder: Path, data: dict[str, Any]) -> dict[str, bytes]:
    contents = {}
    for name, expected in data["files"].items():
        if Path(name).name != name:
            raise ModelError(f"模型的说明文件被改动过：{folder / CARD}", hint=_HINT)
        try:
            contents[name] = (folder / name).read_bytes()
        except OSError as error:
            raise ModelError(f"模型缺少文件：{folder / name}", hint=_HINT) from error
        if hashlib.sha256(contents[name]).hexdigest() != expected:
            raise ModelError(f"模型文件已损坏或被改动过：{folder / name}", hint=_HINT)
    return contents


def _card_data(model: Model) -> dict[str, Any]:
    card = model.card
    return {
        "format": FORMAT,
        "labels": card.labels,
        "learned_from": card.learned_from,
        "figures": card.figures,
        "per_category": card.per_category,
        "classes": list(card.classes),
        "temperature": card.temperature,
        "thresholds": dict(zip(card.classes, card.thresholds.confidence, strict=False)),
        # JSON has no infinity: null says that no second tag is ever given, or that nothing is held back.
        "also": card.thresholds.also if np.isfinite(card.thresholds.also) else None,
        "doubt": card.thresholds.doubt if np.isfinite(card.thresholds.doubt) else None,
        "analyser": card.fingerprint,
        "packages": card.packages,
        "blocks": [asdict(block) for block in model.space.blocks],
        "held_out": sorted(card.held_out),
        "taxonomy": card.taxonomy.to_data(),
    }


def _card(data: dict[str, Any], taxonomy: Taxonomy) -> Card:
    classes = tuple(data["classes"])
    categories = len(classes) - (classes[-1] == NOT_A_TASK)
    if not all(name in taxonomy for name in classes[:categories]):
        raise ValueError("classes")
    also, doubt = (float("inf") if data[name] is None else float(data[name]) for name in ("also", "doubt"))
    return Card(
        taxonomy=taxonomy,
        classes=classes,
        categories=categories,
        temperature=float(data["temperature"]),
        thresholds=Thresholds(tuple(float(data["thresholds"][name]) for name in classes[:categories]), also, doubt),
        fingerprint=str(data["analyser"]),
        labels=int(data["labels"]),
        held_out=frozenset(data["held_out"]),
        figures=dict(data["figures"]),
        per_category=dict(data["per_category"]),
        packages=dict(data["packages"]),
        # Models of the first days do not tell.
        learned_from=str(data.get("learned_from", "")),
    )


def _digest(card: dict[str, Any]) -> str:
    rest = {key: value for key, value in card.items() if key != "digest"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def _array(data: bytes) -> Any:
    return np.load(io.BytesIO(data), allow_pickle=False)


def _default_analyser() -> WordSplitter:
    from zwsearch.segment import Analyser

    return Analyser()
