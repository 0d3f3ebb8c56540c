"""Drives and files: what a medium allows, overwriting in place with read-back, writing so that nothing is half-written."""
