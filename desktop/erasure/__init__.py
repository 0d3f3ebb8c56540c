"""Step 6: what is destroyed, approved by two people, and how that is verified."""
