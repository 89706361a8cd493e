"""One company for all crash tests; each starts with nothing under way."""

from collections.abc import Iterator

import pytest

from tests.crashes.company import Company


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    company = Company(tmp_path_factory.mktemp("company"))
    try:
        company.start()
        yield company
    finally:
        company.stop()


@pytest.fixture
def company(running: Company) -> Company:
    running.fresh()
    return running
