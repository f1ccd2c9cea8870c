"""The published tables of tests/data/fairness."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "data" / "fairness"


def published(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text())
