"""Measurements, each against a floor taken in the same run: `make bench`. Ratios, not seconds."""
