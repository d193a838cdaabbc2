"""Measures the storage layer, each figure beside the bare library doing the same in the same run."""
