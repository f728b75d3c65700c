"""The ways from a slip's PDF to paper, each with its own time limits; every one blocks, for worker threads."""
