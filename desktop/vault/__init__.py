"""The encrypted case file: one SQLCipher database per closing, its small key file, its journal."""
