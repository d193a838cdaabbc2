"""How fast accounts are read, and how much of that is ours: beside bare aiohttp making the same requests."""
