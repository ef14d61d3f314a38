"""The API's part for the model: its versions, and a training with the comparison that it ends in."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from zwsearch.web.api import Home
from zwsearch.web.api_door import Shape, failures, make_router
from zwsearch.web.house import House
from zwsearch.workspace.candidate import take_candidate
from zwsearch.workspace.reports import ModelVersion

router = make_router()


class Version(BaseModel):
    """A version of the model."""

    model_config = ConfigDict(extra="forbid")
    version: str = Field(min_length=1, max_length=100)


class Decision(BaseModel):
    """What to do with a new model."""

    model_config = ConfigDict(extra="forbid")
    force: StrictBool = Field(default=False, description="较差也采用")


@router.get("/models", operation_id="models", summary="模型的版本")
async def models(house: Home) -> list[Shape]:
    """All versions with their figures."""
    return [_model_shape(model) for model in await house.desk.ask(lambda workspace: workspace.models())]


@router.post("/models/use", operation_id="use_model", summary="换用一个版本", responses=failures(404))
async def use_model(house: Home, version: Version) -> list[Shape]:
    """Answer with another version from now on."""
    await house.desk.change(lambda workspace: workspace.use_model(version.version))
    return await models(house)


@router.post("/train", operation_id="train", summary="在后台重新训练", status_code=202)
async def train(house: Home) -> Shape:
    """Begin a training; ask `GET /api/train` how it goes."""
    await house.train()
    return _training_shape(house)


@router.get("/train", operation_id="training", summary="训练的进展和新旧比较")
async def training(house: Home) -> Shape:
    """What the training is at; when ready, old figures against new."""
    return _training_shape(house)


@router.post("/train/take", operation_id="take", summary="采用新模型")
async def take(house: Home, decision: Decision) -> Shape:
    """Use the new model from now on."""
    candidate = house.training.waiting()
    report = await house.desk.change(lambda w: take_candidate(w, candidate, force=decision.force))
    house.training.drop()
    return {"version": report.version, "retagged": report.retagged}


def _model_shape(model: ModelVersion) -> Shape:
    return {
        "version": model.version,
        "current": model.current,
        "shipped": model.shipped,
        "figures": dict(model.figures),
    }


def _training_shape(house: House) -> Shape:
    at = house.training
    shape: Shape = {"state": at.state, "seconds": round(at.seconds, 1), "share": round(at.share, 3)}
    shape["interrupted"] = at.interrupted
    if at.state == "running":
        shape["stage"] = at.stage
    if at.failure is not None:
        shape["failure"] = at.failure.shape()
    if at.candidate is not None:
        comparison = at.candidate.report.comparison
        shape |= {
            "old": comparison.old.figures() if comparison.old else None,
            "new": comparison.new.figures(),
            "better_or_equal": comparison.better_or_equal,
            "categories": [
                {"category": name, "count": count, "old": old, "new": new}
                for name, count, old, new in comparison.per_category()
            ],
        }
    return shape
