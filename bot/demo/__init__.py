"""The demonstration: the first year of a presence, replayed against simulated platforms through the real program."""
