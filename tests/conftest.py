"""What all tests share: where the real material lies, and how hypothesis behaves.

The corpora are not part of the project. `CLAUSEWATCH_CORPUS` and `CLAUSEWATCH_SHARED` name
them; by default they lie beside the project, and what needs them is skipped where they do not.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("CLAUSEWATCH_SHARED") or PROJECT.parent / "shared").absolute()
CORPUS = Path(os.environ.get("CLAUSEWATCH_CORPUS") or SHARED / "corpus").absolute()
TOOLS = SHARED / "tools"

# A loaded machine must not turn a slow example into a failure, nor chance into a red build.
_CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("local", _CALM)
settings.register_profile("ci", _CALM, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the project's checkout."""
    return PROJECT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder with `pages/`, `changes/` and `labels/`."""
    if not (CORPUS / "labels").is_dir():
        pytest.skip(f"no corpus at {CORPUS}; name its folder in CLAUSEWATCH_CORPUS")
    return CORPUS


@pytest.fixture(scope="session")
def shared_tools() -> Path:
    """The folder with `replay.py`."""
    if not (TOOLS / "replay.py").is_file():
        pytest.skip(f"no replay.py in {TOOLS}; name the folder over it in CLAUSEWATCH_SHARED")
    return TOOLS
