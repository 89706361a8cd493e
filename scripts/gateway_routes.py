"""The fewest API Gateway routes that lead every call to its function.

Each route is a CloudFormation resource; a stack holds 500 of them and an HTTP API 300 routes (AWS's quotas). So a
first path segment that one function answers alone goes to it as a whole, and the function itself tells which paths and
methods it has (ROUTE_NOT_FOUND, METHOD_NOT_ALLOWED). What several share, such as /parcels, is listed route by route.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

ANY = "*"


def gateway_routes(paths_of: Mapping[str, Iterable[str]]) -> dict[str, list[tuple[str, str]]]:
    """For each function its (method, path) at the gateway, sorted by path; `paths_of` holds "GET /cash/{day}"."""
    takers: dict[str, set[str]] = defaultdict(set)
    for function, ways in paths_of.items():
        for way in ways:
            takers[_first(way)].add(function)
    shared = {segment for segment, functions in takers.items() if len(functions) > 1}
    return {function: _of(ways, shared) for function, ways in paths_of.items()}


def _of(ways: Iterable[str], shared: set[str]) -> list[tuple[str, str]]:
    by_segment: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for way in ways:
        method, path = way.split()
        by_segment[_first(way)].append((method, path))
    listed = []
    for segment, routes in by_segment.items():
        listed += routes if segment in shared else _merged(segment, routes)
    return sorted(listed, key=lambda route: (route[1], route[0]))


def _merged(segment: str, routes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    top = f"/{segment}"
    at_top = [route for route in routes if route[1] == top]
    below = [route for route in routes if route[1] != top]
    return _one(at_top, top) + _one(below, f"{top}/{{proxy+}}")


def _one(routes: list[tuple[str, str]], path: str) -> list[tuple[str, str]]:
    return [(ANY, path)] if len(routes) > 1 else routes


def _first(way: str) -> str:
    return way.split()[1].split("/")[1]
