"""Step 7: what was done, provably."""
