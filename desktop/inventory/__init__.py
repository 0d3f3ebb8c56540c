"""Step 2: what personal data exists, and where."""
