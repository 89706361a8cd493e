"""Benchmarks: each figure beside its floor, measured in the same run on servers of their own. They only print."""
