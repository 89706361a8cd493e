"""`python -m scripts.admin_cli`, which scripts/admin starts."""

import sys

from scripts.admin_cli.app import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
