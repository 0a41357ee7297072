"""What a stranger finds in a fresh clone: it sets itself up, and names nobody's machine."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Sequence
from importlib.metadata import packages_distributions
from typing import Any

from tests.architecture.tree import PACKAGES, ROOT, imports, sources, texts
from tests.run_layers import LAYERS

# Written in pieces, so that this file does not name them itself.
REGISTRIES = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.", "deb" + r"\.debian"])
)
MACHINE_PATHS = re.compile(r"(?<![\w.~*-])/(work|root|home|Users|opt|var/tmp)/\w")
TARGETS = {
    "setup", "demo", "test", "lint", "bench", "screenshots", "run-server", "run-desktop", "clean",
    "lock",
}  # fmt: skip
# Run by hand, by their own targets; not checks.
APART = {"tests/benchmarks", "tests/helpers"}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def declared(*groups: str) -> set[str]:
    """Names of the distributions that installations get, and those of test-only ``groups``."""
    own = project()
    wanted = own["project"]["dependencies"] + [
        requirement for group in groups for requirement in own["dependency-groups"][group]
    ]
    return {plain(requirement) for requirement in wanted}


def undeclared(folders: Sequence[str], known: set[str]) -> list[str]:
    """Imports below ``folders`` of packages that none of the ``known`` distributions brings."""
    ours = {*PACKAGES, "installers", "tests", "_typeshed", *sys.stdlib_module_names}
    brought_by = packages_distributions()
    return [
        source.at(statement, name)
        for source in sources(*folders)
        for statement, name in imports(source.tree)
        if (package := name.partition(".")[0]) not in ours
        and not {plain(one) for one in brought_by.get(package, [])} & known
    ]


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")


def plain(requirement: str) -> str:
    """The name in ``requirement`` as locks write it: ``psycopg[binary]>=3`` is ``psycopg``."""
    name = re.match(r"[\w.-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def make_targets() -> dict[str, str]:
    """Targets that `make` lists, with what it says of each."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return dict(re.findall(r"^([a-z-]+):.*## (.+)$", makefile, re.MULTILINE))


def test_make_lists_every_promised_target() -> None:
    assert make_targets().keys() >= TARGETS


def test_modules_that_make_runs_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    modules = re.findall(r"python -m ([a-z_.]+)", makefile)
    assert modules
    paths = [ROOT / module.replace(".", "/") for module in modules]
    runnable = [
        path.with_suffix(".py").exists() or (path / "__main__.py").exists() for path in paths
    ]
    assert [module for module, found in zip(modules, runnable, strict=True) if not found] == []


def test_the_readme_opens_with_two_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = re.findall(r"^make ([a-z-]+)", readme, re.MULTILINE)
    assert commands[:2] == ["demo", "test"]
    assert set(commands) <= make_targets().keys()


def test_links_between_documents_lead_somewhere() -> None:
    pages = [(name, text) for name, text in texts() if name.endswith(".md")]
    links = [
        (name, target)
        for name, text in pages
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    ]
    assert [
        f"{name}: {target}"
        for name, target in links
        if not (ROOT / name).parent.joinpath(target).exists()
    ] == []


def test_the_check_of_every_change_is_make_test() -> None:
    assert re.findall(
        r"^(?:exec )?make .*$", (ROOT / ".ci/run").read_text("utf-8"), re.MULTILINE
    ) == ["exec make test"]


def test_every_declared_dependency_is_locked() -> None:
    own = project()
    groups = {"runtime": own["project"]["dependencies"], **own["dependency-groups"]}
    missing = [
        f"{name}: {requirement}"
        for name, requirements in groups.items()
        for requirement in requirements
        if not re.search(rf"^{plain(requirement)}==", lock(name), re.MULTILINE)
    ]
    assert missing == []


def test_what_packages_import_is_declared_for_installations() -> None:
    """What somebody once installed by hand is missing on every other machine."""
    assert undeclared(PACKAGES, declared()) == []


def test_what_tests_import_is_declared() -> None:
    assert undeclared(["tests", "installers"], declared("test")) == []


def test_every_locked_package_has_its_hashes() -> None:
    for name in ("runtime", "setup", "test", "build"):
        entries = re.split(r"^(?=[a-z0-9])", lock(name), flags=re.MULTILINE)[1:]
        assert entries
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_packages_in_two_locks_have_one_version() -> None:
    versions: dict[str, set[str]] = {}
    for name in ("runtime", "setup", "test", "build"):
        for package, version in re.findall(r"^([\w.-]+)==(\S+)", lock(name), re.MULTILINE):
            versions.setdefault(package, set()).add(version)
    assert {package: seen for package, seen in versions.items() if len(seen) > 1} == {}


def test_locks_name_no_host() -> None:
    names = ("runtime", "setup", "test", "build")
    assert [name for name in names if "://" in lock(name)] == []


def test_no_text_names_a_registry_or_somebodys_machine() -> None:
    named = [
        f"{name}: {found.group()}"
        for name, text in texts()
        for pattern in (REGISTRIES, MACHINE_PATHS)
        for found in pattern.finditer(text)
    ]
    assert named == []


def test_every_test_is_run_by_some_layer() -> None:
    run = tuple(f"{folder}/" for layer in LAYERS for folder in layer.folders)
    files = [source.name for source in sources("tests") if "/test_" in source.name]
    apart = tuple(f"{folder}/" for folder in APART)
    assert [name for name in files if not name.startswith(run + apart)] == []


def test_installations_hold_our_three_packages_and_no_tests() -> None:
    included = project()["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {name.partition(".")[0] for name in included} == {"common", "desktop", "sync_server"}


def test_every_data_file_of_a_package_travels_with_it() -> None:
    kinds = project()["tool"]["setuptools"]["package-data"]["*"]
    left_behind = [
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc") and f"*{path.suffix}" not in kinds
    ]
    assert left_behind == []
