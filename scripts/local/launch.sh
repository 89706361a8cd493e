# Sourced by the commands in scripts/: goes to the repository's root and installs what is missing, so that
# .venv/bin/python can run any module of this repository.
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
python="${PYTHON:-$(command -v python3.11 || command -v python3 || true)}"
if ! command -v "$python" >/dev/null; then
    echo "Python 3.11 is needed: install it (Debian 12: apt-get install -y python3 python3-venv) or set PYTHON to it" >&2
    exit 1
fi
"$python" scripts/local/install.py
export PYTHONPATH="$PWD:$PWD/layers/core/python"
