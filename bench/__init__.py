"""Measures: what Marsad claims about itself, and how it was measured."""
