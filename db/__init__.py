"""The data layer: the only place that knows SQL and the only place that decides who may do what."""
