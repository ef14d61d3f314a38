"""zwsearch: checked tasks out of 政务公开 notices."""
