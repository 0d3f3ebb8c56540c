"""Long work: a job is a generator of Progress; only runner.py knows threads."""
