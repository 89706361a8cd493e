"""A moto of its own for the tests of the local cloud, with the sample deployment created in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.local.cloud import Cloud
from scripts.local.deployment import Deployment
from scripts.local.servers import AwsServer
from tests.local.template import TEMPLATE


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AwsServer]:
    server = AwsServer(Path(tmp_path_factory.mktemp("aws")))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def cloud(aws: AwsServer) -> Iterator[Cloud]:
    sample = Cloud(Deployment(TEMPLATE), aws.url)
    sample.create()
    yield sample
    sample.purge()
