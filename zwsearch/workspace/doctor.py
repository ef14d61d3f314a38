"""The verb `doctor`: what is wrong with a workspace, and mending what can be made again."""

from __future__ import annotations

import shutil
from datetime import datetime

from zwsearch.errors import DamagedError, IndexCorruptError, ModelError, WorkspaceError, ZwsearchError, cause_of
from zwsearch.index import open_index
from zwsearch.store import LABELS, ORIGINALS, SCHEMA_FILE, Rescued, Store, rescue
from zwsearch.versions import VersionedFolder
from zwsearch.workspace import rankings
from zwsearch.workspace.freshness import holds_all
from zwsearch.workspace.opened import OpenFolder
from zwsearch.workspace.reports import Check, DoctorReport

_ASIDE = "救出-"  # folders of the workspace that hold what was saved from a damaged database


def examine(folder: OpenFolder, *, repair: bool) -> DoctorReport:
    """Check database, index and models in this order; a damaged database ends the examination."""
    checks: list[Check] = []
    try:
        store = folder.existing()
    except DamagedError as error:
        return DoctorReport((_damaged(folder, error.message, repair=repair),))
    except WorkspaceError as error:
        return DoctorReport((Check("数据库", sound=False, message=f"{error.message}。{error.hint}"),))
    if store is None:
        checks.append(Check("数据库", sound=True, message="工作区还没有内容"))
    else:
        found = store.check()
        if found:
            return DoctorReport((_damaged(folder, "已损坏：" + "；".join(found[:3]), repair=repair),))
        message = f"完好，{store.count_notices()} 份通知，{store.count_units()} 条任务和段落"
        checks.append(Check("数据库", sound=True, message=message))
        checks.append(_index(folder, store, repair=repair))
        if (checks[-1].sound or checks[-1].repaired) and store.count_units():
            checks.append(_ranking(folder, store, repair=repair))
    checks.append(_model(folder, repair=repair))
    return DoctorReport(tuple(checks))


def _damaged(folder: OpenFolder, message: str, *, repair: bool) -> Check:
    """A database that nobody can mend: what can still be read is put aside, and the way on is told."""
    if not repair:
        way = "去掉 --check-only 再运行一次，会把还读得出的原文件和标注救到一个新文件夹"
        return Check("数据库", sound=False, message=f"{message}。{way}")
    aside = folder.path / f"{_ASIDE}{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    try:
        saved = rescue(folder.path / SCHEMA_FILE, aside)
    except OSError as error:
        return Check("数据库", sound=False, message=f"{message}。救出的文件写不下：{aside}（{cause_of(error)}）")
    if saved == Rescued(0, 0, 0):
        way = "里面已读不出什么；请从备份放回，没有备份的，换一个 --workspace 文件夹重新读入原文件"
        return Check("数据库", sound=False, message=f"{message}。{way}")
    if saved.whole is not None:
        found = f"只有开头几个字节坏了，里面的内容都在，已修好一份：{saved.whole}"
        way = f"请先备份整个工作区，再用它换下 {folder.path / SCHEMA_FILE}"
        return Check("数据库", sound=False, message=f"{message}。{found}；{way}")
    found = f"已救出 {saved.originals} 份原文件、{saved.labels} 条标注、{saved.edits} 条修改记录，放在 {aside}"
    way = f"请先备份整个工作区，再读入一个新的：zwsearch --workspace 新文件夹 index {aside / ORIGINALS}"
    more = f"；标注用 zwsearch train {aside / LABELS} 学回来" if saved.labels else ""
    return Check("数据库", sound=False, message=f"{message}。{found}。{way}{more}")


def _index(folder: OpenFolder, store: Store, *, repair: bool) -> Check:
    wrong = _index_damage(folder, store)
    if wrong is None:
        return Check("索引", sound=True, message="校验和完好，与数据库一致")
    if not repair:
        return Check("索引", sound=False, message=wrong)
    try:
        with folder.writing() as locked:
            if _damaged_files(folder):
                shutil.rmtree(folder.index_root, ignore_errors=True)
            folder.bring_in_step(locked)
    except WorkspaceError as error:
        return Check("索引", sound=False, message=f"{wrong}；未能重建：{error.message}。{error.hint}")
    left = _index_damage(folder, store)
    done = "已从数据库重建" if left is None else f"重建后仍有问题：{left}"
    return Check("索引", sound=False, message=f"{wrong}；{done}", repaired=left is None)


def _ranking(folder: OpenFolder, store: Store, *, repair: bool) -> Check:
    name = "排序"
    words, units, wrong = _compared(folder, store)
    asked = f"抽查 {words} 个词在 {units} 条内容里的得分，与独立的实现（rank-bm25）"
    if not wrong:
        return Check(name, sound=True, message=f"{asked}一致")
    message = f"{asked}不同：{'、'.join(wrong[:5])}"
    if not repair:
        return Check(name, sound=False, message=message)
    with folder.writing() as locked:
        shutil.rmtree(folder.index_root, ignore_errors=True)
        folder.bring_in_step(locked)
    left = _compared(folder, store)[2]
    done = "索引已重建，重建后一致" if not left else "索引已重建，仍然不同，请反馈"
    return Check(name, sound=False, message=f"{message}；{done}", repaired=not left)


def _compared(folder: OpenFolder, store: Store) -> tuple[int, int, list[str]]:
    index = open_index(folder.index_root)
    return (0, 0, []) if index is None else rankings.differing(index, store, folder.analyser)


def _index_damage(folder: OpenFolder, store: Store) -> str | None:
    damaged = _damaged_files(folder)
    if damaged:
        return "文件损坏：" + "、".join(damaged[:5])
    try:
        index = open_index(folder.index_root)
    except IndexCorruptError as error:
        return error.message
    if index is None:
        return "还没有索引" if store.count_units() else None
    if index.fingerprint != folder.analyser.fingerprint:
        return "索引是用另一套词表或分词规则建的"
    return None if holds_all(index, store) else "索引与数据库不一致"


def _damaged_files(folder: OpenFolder) -> list[str]:
    versions = VersionedFolder(folder.index_root)
    current = versions.current()
    return [] if current is None else versions.verify(current.name)


def _model(folder: OpenFolder, *, repair: bool) -> Check:
    try:
        model = folder.model_versions.load(folder.analyser, folder.terms)
    except ModelError as error:
        return _other_model(folder, error, repair=repair)
    if model is None:
        return Check("模型", sound=False, message="没有可用的模型，用 zwsearch train 训练一个")
    damaged = folder.model_versions.damaged()
    stale = "；分词规则已更新，建议重新训练（zwsearch train）" if model.stale else ""
    old = f"；旧版本 {'、'.join(damaged)} 已损坏，不能换回" if damaged else ""
    return Check("模型", sound=True, message=f"校验和完好{stale}{old}")


def _other_model(folder: OpenFolder, error: ModelError, *, repair: bool) -> Check:
    """Fall back to the newest version that is sound."""
    message = error.message
    if repair:
        for version in reversed(folder.model_versions.known()):
            try:
                with folder.writing():
                    folder.model_versions.use(version.version)
                    folder.forget_model()
                    if folder.model is not None:
                        return Check("模型", sound=False, message=f"{message}；已换回 {version.version}", repaired=True)
            except ZwsearchError:
                continue
    return Check("模型", sound=False, message=f"{message}。{error.hint}")
