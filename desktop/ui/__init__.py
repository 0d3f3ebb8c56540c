"""Widgets without business words: theme, page, table, progress, message bar, preview."""
