"""Tencent's location service."""
