# Sourced by the commands in scripts/: goes to the repository's root and installs what is missing, so that
# .venv/bin/python can run any module of this repository.
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
"${PYTHON:-$(command -v python3.11 || echo python3)}" scripts/local/install.py
export PYTHONPATH="$PWD:$PWD/layers/core/python"
