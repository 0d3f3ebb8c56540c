"""Pharmacy Closeout (药店闭店助手): deals with customers' personal data when a pharmacy closes."""

__version__ = "0.1.0"
