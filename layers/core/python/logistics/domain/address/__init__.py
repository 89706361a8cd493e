"""Addresses as people write them: what they say, and which divisions of China they name."""
