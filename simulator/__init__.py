"""Pretend: the platforms' APIs over loopback HTTP, with a clock that can be set."""
