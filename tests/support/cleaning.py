"""A clean store between tests: most collections are empty most of the time, and one question tells which are not."""

from typing import Any

from pymongo.read_concern import ReadConcern


def holding(db: Any, names: list[str]) -> list[str]:
    """Those of the collections in which there is anything."""
    if not names:
        return []
    first, *rest = names
    newest = db[first].with_options(read_concern=ReadConcern("local"))  # positions are not written by a majority
    others = [{"$unionWith": {"coll": name, "pipeline": _one_of(name)}} for name in rest]
    return [row["_id"] for row in newest.aggregate([*_one_of(first), *others])]


def _one_of(name: str) -> list[dict[str, Any]]:
    return [{"$limit": 1}, {"$project": {"_id": {"$literal": name}}}]
