"""What all verbs of the store stand on: the file, its transactions, and the settings and words of the user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from zwsearch.store.database import BUSY_SECONDS, Database


class Basis:
    """One SQLite file, opened."""

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._database = Database(path, busy_seconds=busy_seconds)

    def close(self) -> None:
        """Close the file for all threads."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make the writes inside one: all of them happen, or none; `generation` moves forward."""
        with self._database.transaction() as connection:
            changes = connection.total_changes
            yield
            if connection.total_changes != changes:
                connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'generation'")

    @property
    def generation(self) -> int:
        """A number that every write moves forward."""
        return int(self._database.rows("SELECT value FROM counter WHERE name = 'generation'")[0][0])

    def check(self) -> list[str]:
        """What is wrong with the file, one line each; empty when it is sound."""
        return self._database.check()

    # --- settings and words ------------------------------------------------------------------------------

    def setting(self, name: str) -> str | None:
        """The value of a setting, or None."""
        rows = self._database.rows("SELECT value FROM setting WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def settings(self, prefix: str) -> dict[str, str]:
        """The settings whose names begin with a prefix, by name."""
        query = "SELECT name, value FROM setting WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name"
        return dict(self._database.rows(query, (prefix,)))

    def set_setting(self, name: str, value: str | None) -> None:
        """Set a setting; None forgets it."""
        with self.transaction():
            connection = self._database.connection
            connection.execute("DELETE FROM setting WHERE name = ?", (name,))
            if value is not None:
                connection.execute("INSERT INTO setting VALUES (?, ?)", (name, value))

    def words(self) -> tuple[str, ...]:
        """The user's own words, sorted: their order must not change what they mean."""
        return tuple(word for (word,) in self._database.rows("SELECT word FROM word ORDER BY word"))

    def set_words(self, words: Iterable[str]) -> None:
        """Replace the user's own words."""
        with self.transaction():
            connection = self._database.connection
            connection.execute("DELETE FROM word")
            connection.executemany("INSERT INTO word VALUES (?)", sorted({(word,) for word in words}))
