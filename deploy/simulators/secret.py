"""A secret of a simulator: a variable of its environment, or the content of a file that such a variable names."""

import os
from pathlib import Path


def secret(name: str) -> str:
    """NAME, or what stands in the file NAME_FILE; empty when there is neither."""
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text(encoding="utf-8").strip() if file else os.environ.get(name, "")
