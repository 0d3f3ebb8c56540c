"""Step 4: who must be told, what, and how."""
