"""The ledger (台账): tasks as a table that an office can take away, in the format its file name asks for."""

from zwsearch.ledger.heading import Heading, told_filters
from zwsearch.ledger.write import FORMATS, write_ledger

__all__ = ["FORMATS", "Heading", "told_filters", "write_ledger"]
