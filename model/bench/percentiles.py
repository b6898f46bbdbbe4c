"""The times of many events in three figures; apart, since a launch does not wait for it."""

from statistics import quantiles


def percentiles(values_ms: list[float]) -> dict[str, float]:
    """Return the median, the percentile 99 and the longest of some times."""
    hundredths = quantiles(values_ms, n=100, method="inclusive")
    return {"p50": hundredths[49], "p99": hundredths[98], "max": max(values_ms)}
