"""What people said of notices and their tasks, as the store keeps it: edits, labels, and the words they speak of."""

from __future__ import annotations

from collections.abc import Sequence

from zwsearch.records import Unit
from zwsearch.store import edits as edit_rows
from zwsearch.store import labels as label_rows
from zwsearch.store import unedited
from zwsearch.store.basis import Basis
from zwsearch.store.edits import Edit, ReadTask
from zwsearch.store.labels import Label
from zwsearch.store.notices import NewNotice


class Said(Basis):
    """The verbs for edits and labels."""

    # --- edits ---------------------------------------------------------------------------------------------

    def add_edits(self, edits: Sequence[Edit]) -> None:
        """Append edits of people as one act; what they say shows once the notice is rewritten with them."""
        with self.transaction():
            edit_rows.append(self._database.connection, edits)

    def edits(self, notice_id: str) -> list[Edit]:
        """Every edit ever made to a notice and its tasks, oldest first, in the words they are read with now."""
        query = f"SELECT {edit_rows.EDIT_COLUMNS} FROM edit WHERE notice = ? ORDER BY id"
        return edit_rows.in_present_words(edit_rows.all_edits(self._database.rows(query, (notice_id,))))

    def read_tasks(self, notice_id: str) -> list[ReadTask]:
        """What the tasks of a notice are known by: those that were read, also dropped ones, and those people added."""
        query = (
            "SELECT id, coalesce(json_extract(as_read, '$[2]'), text), "
            "CASE WHEN as_read IS NULL THEN number ELSE json_extract(as_read, '$[0]') END "
            "FROM unit WHERE notice = ? AND (type = 'task' OR as_read IS NOT NULL) ORDER BY key"
        )
        rows = self._database.rows(query, (notice_id,))
        return [ReadTask(unit_id, printed, requirement) for unit_id, requirement, printed in rows]

    def wordings(self, unit: Unit) -> set[str]:
        """All words that a task has and ever had, without spaces: labels on any of them speak of it."""
        rows = self._database.rows("SELECT as_read FROM unit WHERE key = ?", (unit.key,))
        read = label_rows.words_read(rows[0][0], unit.text) if rows else label_rows.plain(unit.text)
        spoken = self._database.read(lambda connection: label_rows.wordings(connection, unit.notice_id))
        return {label_rows.plain(unit.text), read, *spoken.get(read, ())}

    def read_ids(self, notice_id: str) -> list[str]:
        """Ids of the tasks of a notice in the order they were read, also of those that people dropped."""
        return self._database.read(lambda connection: unedited.read_ids(connection, notice_id))

    def all_wordings(self, notice_id: str) -> dict[str, set[str]]:
        """The `wordings` of all tasks of a notice, also of dropped ones, by the words that were read."""
        spoken = self._database.read(lambda connection: label_rows.wordings(connection, notice_id))
        found: dict[str, set[str]] = {}
        query = "SELECT text, as_read FROM unit WHERE notice = ? AND (type = 'task' OR as_read IS NOT NULL)"
        for text, as_read in self._database.rows(query, (notice_id,)):
            read = label_rows.words_read(as_read, text)
            found.setdefault(read, set()).update((read, label_rows.plain(text), *spoken.get(read, ())))
        return found

    def as_read(self, notice_id: str) -> NewNotice:
        """A stored notice as it was read, without edits."""
        return self._database.read(lambda connection: unedited.as_read(connection, notice_id))

    # --- labels --------------------------------------------------------------------------------------------

    def add_labels(self, labels: Sequence[Label]) -> tuple[int, ...]:
        """Append decisions of people and lay them over the tags at once; return their numbers."""
        with self.transaction():
            numbers = label_rows.append(self._database.connection, labels)
            for notice in sorted({label.notice_id for label in labels if label.notice_id is not None}):
                label_rows.lay_over(self._database.connection, notice)
        return numbers

    def labels(self, notice_id: str | None = None) -> list[Label]:
        """Every decision ever made, or all about one notice, oldest first."""
        where, given = ("", ()) if notice_id is None else ("WHERE notice = ?", (notice_id,))
        query = f"SELECT {label_rows.LABEL_COLUMNS} FROM label {where} ORDER BY id"
        return label_rows.all_labels(self._database.rows(query, given))

    def label(self, number: int) -> Label | None:
        """One decision by its number, or None."""
        query = f"SELECT {label_rows.LABEL_COLUMNS} FROM label WHERE id = ?"
        return next(iter(label_rows.all_labels(self._database.rows(query, (number,)))), None)

    def latest_labels(self) -> list[Label]:
        """The decisions that hold now: the last one about each requirement, unless it took the label back."""
        return label_rows.latest(self.labels())
