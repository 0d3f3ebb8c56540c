"""The window: the list of steps, the stack of pages, Next."""
