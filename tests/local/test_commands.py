"""The parts of scripts/test and of the installation that decide what is done and what is reported."""

import re
from pathlib import Path

import pytest

from scripts.local.install import Missing, check_path, once, system_packages
from scripts.local.proof import counts, run_within
from tests.local.ending import ends

REPORT = """<testsuites><testsuite tests="7" failures="1" errors="2" skipped="1"/>
<testsuite tests="3" failures="0" errors="0" skipped="0"/></testsuites>"""


def test_skipped_tests_are_neither_passed_nor_failed(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT)
    assert counts(tmp_path / "report.xml") == (6, 3)


def test_packages_are_installed_once_for_each_lock_file(tmp_path: Path) -> None:
    lock, stamp, runs = tmp_path / "lock", tmp_path / "stamp", []
    for content in ("a", "a", "b"):
        lock.write_text(content)
        once(stamp, lock, lambda: runs.append(lock.read_text()))
    assert runs == ["a", "b"]


def test_a_browser_is_looked_for_only_when_one_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert "chromium" not in system_packages(browser=False)
    assert system_packages(browser=True)["chromium"] is False
    (tmp_path / "chromium").touch(mode=0o755)
    assert system_packages(browser=True)["chromium"] is True


def test_a_step_that_hangs_ends_with_all_it_has_started(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code, told = run_within(["sh", "-c", f"echo begun; sleep 60 & echo $! > {pid_file}; wait"], 0.5)
    assert (code, told) == (1, f"begun\n\nsh -c echo begun; sleep 60 & echo $! > {pid_file}; wait: not done within 0 s")
    assert ends(int(pid_file.read_text())), "what a step has started outlives it"


@pytest.mark.parametrize(
    ("folder", "named"), [("/home/me/my code", "a space"), ("/srv/a&b", "&"), ("/srv/(1)", "(, )")]
)
def test_a_folder_that_a_shell_would_tear_apart_is_refused_by_name(folder: str, named: str) -> None:
    with pytest.raises(Missing, match=re.escape(f"a folder without {named} in its path")):
        check_path(Path(folder))


@pytest.mark.parametrize("folder", ["/home/me/快递/c", "/srv/app-1.0_x+y"])
def test_a_folder_with_other_letters_will_do(folder: str) -> None:
    check_path(Path(folder))


def test_an_installation_that_failed_is_tried_again(tmp_path: Path) -> None:
    lock, stamp, runs = tmp_path / "lock", tmp_path / "stamp", []
    lock.write_text("a")

    def fail() -> None:
        raise Missing("no network")

    with pytest.raises(Missing):
        once(stamp, lock, fail)
    once(stamp, lock, lambda: runs.append("again"))
    assert runs == ["again"]
