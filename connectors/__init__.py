"""Fetch: one module a platform, bytes in, readings out."""
