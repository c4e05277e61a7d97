"""Measurements: `make bench` writes results.json. What they mean is in docs/performance.md."""
