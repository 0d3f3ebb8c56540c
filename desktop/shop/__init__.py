"""Step 1: who closes, by which route, who is responsible, which dates."""
