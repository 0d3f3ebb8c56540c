"""Readers of the shop's files: one for each form, streaming, executing nothing, with bounded memory."""
