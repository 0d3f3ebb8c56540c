"""Step 3: what must happen to each record group, and why."""
