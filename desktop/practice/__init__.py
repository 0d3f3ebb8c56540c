"""The practice case (演练): an invented pharmacy made on the spot, and the walk through all seven steps."""
