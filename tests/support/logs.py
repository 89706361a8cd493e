"""What log lines say, without the figures that are chance: times, durations, request ids."""

import json


def words_of(stderr: str) -> str:
    """Every line's fields but those, as one text."""
    rows = [json.loads(line) for line in stderr.splitlines() if line.startswith("{")]
    kept = [{name: said for name, said in row.items() if name not in ("at", "ms", "request_id")} for row in rows]
    return json.dumps(kept, ensure_ascii=False)
