"""Drives and files: what a medium allows, overwriting in place with read-back, writing nothing by halves."""
