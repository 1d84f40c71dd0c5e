"""One demo for all end-to-end tests: starting it loads the model, which is the slow part."""

from collections.abc import Iterator

import pytest

from tests.conftest import leave_out
from tests.e2e.demo import Demo


@pytest.fixture(scope="session")
def _running_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    from bot import training

    try:
        training.trained_model()
    except training.ModelMissing as missing:
        leave_out("the trained model", str(missing))
    demo = Demo(tmp_path_factory.mktemp("demo"))
    try:
        demo.start()
        yield demo
    finally:
        if demo.supervisor is not None:
            demo.stop()


@pytest.fixture(scope="module")
def demo(_running_demo: Demo) -> Demo:
    """The running demo, ready. Tests share it: each brings its own patients, and time only moves on."""
    _running_demo.wait_until_ready()
    return _running_demo
