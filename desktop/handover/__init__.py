"""Step 5: what is sealed or transferred."""
