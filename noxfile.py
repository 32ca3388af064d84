"""The project's commands. ``nox -s review`` shows what it does; ``nox -s tests`` says whether it is right.

Each session makes its own environment from the hashed requirements; add ``-R`` to reuse it.
"""

import shutil
from pathlib import Path

import nox

nox.options.default_venv_backend = "virtualenv"
nox.options.error_on_external_run = True

SAMPLE_YEARS = ("2023", "2024", "2025")
# A file's tests stay together: they share what they prepare. Their order stays as in conftest.py.
ON_EVERY_CORE = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
DATACONTRACT_CLI = "datacontract-cli==1.2.8"  # 80 MB that nothing else needs, so not among the locked requirements
# What our figures are held against; each in a folder of its own, because pandas keeps texts otherwise beside pyarrow.
BENCH_LIBRARIES = {
    "pyarrow": ("pyarrow==26.0.1",),
    "pandera": ("pandera==0.35.0", "typeguard==4.6.1", "typing-inspect==0.9.0", "mypy-extensions==1.2.0"),
}
BLOCKED = 3  # a year in which a person must decide has been run all the same


def install(session: nox.Session) -> None:
    """The locked requirements, then the project itself."""
    # Half of it is never imported; the lock holds all that anything depends on.
    session.install("--no-compile", "--no-deps", "--require-hashes", "-r", "requirements.lock")
    session.install("--no-deps", "--no-build-isolation", "-e", ".")


def check_style(session: nox.Session) -> None:
    """Style, types, layers."""
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session(default=False)
def review(session: nox.Session) -> None:
    """Run the sample years through every stage, build the public site, and say where to look."""
    install(session)
    session.run("yiwu-award", "run", *(session.posargs or SAMPLE_YEARS), success_codes=[0, BLOCKED])
    session.run("yiwu-award", "publish", *session.posargs)
    reports = [Path("reports", year, "index.html").absolute().as_uri() for year in session.posargs or SAMPLE_YEARS]
    session.log("Reports, for insiders only:\n  " + "\n  ".join(reports))
    session.log("Public site: " + Path("site", "public", "index.html").absolute().as_uri())
    session.log(f"or: {Path(session.bin, 'yiwu-award')} serve")


@nox.session(default=False)
def lint(session: nox.Session) -> None:
    """Check style, types and the order of the layers: the first part of tests, by itself."""
    install(session)
    check_style(session)


@nox.session
def tests(session: nox.Session) -> None:
    """Check style, types and layers, run all tests, and compare every notebook with its stored outputs."""
    install(session)
    check_style(session)
    session.run("pytest", *ON_EVERY_CORE, *session.posargs)
    if not session.posargs:
        compare_notebooks(session)


def compare_notebooks(session: nox.Session) -> None:
    """Run every notebook and compare each output with the stored one."""
    warm_up(session)
    session.run("pytest", *ON_EVERY_CORE, "--nbval", "--nbval-sanitize-with", "tests/nbval.cfg", "notebooks")


def warm_up(session: nox.Session) -> None:
    """Build matplotlib's font cache now: its notice would land in the first notebook's output."""
    session.run("python", "-c", "import matplotlib.font_manager", silent=True)


@nox.session(default=False)
def outputs(session: nox.Session) -> None:
    """Run the notebooks on the sample year and store their outputs in them; read the difference before keeping it."""
    install(session)
    warm_up(session)
    session.run("python", "-c", "from yiwu_award.run.execution import store_outputs; store_outputs()")


@nox.session(default=False)
def verify(session: nox.Session) -> None:
    """Run the sample years again and compare them with their stored receipts, decisions and bytes apart."""
    install(session)
    warm_up(session)
    for year in session.posargs or SAMPLE_YEARS:
        session.run("yiwu-award", "verify", year, "--receipt", f"tests/golden/receipts/{year}.json")


@nox.session(default=False)
def receipts(session: nox.Session) -> None:
    """Store the receipts of the sample years anew and list what changed; read tests/golden/receipts/README.md first."""
    install(session)
    warm_up(session)
    session.run("python", "-m", "tests.golden.receipts.renew")


@nox.session(default=False)
def contracts(session: nox.Session) -> None:
    """Lint every data contract with datacontract-cli, in an environment of its own: it shares no library with ours."""
    session.install(DATACONTRACT_CLI)
    for file in sorted(Path("data_contracts").glob("*/*.odcs.yaml")):
        session.run("datacontract", "lint", str(file), silent=True)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure against what one would use otherwise; arguments choose by name; see tests/benchmarks/README.md."""
    install(session)
    warm_up(session)
    libraries = Path(session.create_tmp())
    for name, wanted in BENCH_LIBRARIES.items():
        session.install("--no-deps", "--upgrade", "--target", str(libraries / name), *wanted)
    session.run("python", "-m", "tests.benchmarks", *session.posargs, env={"BENCHMARK_LIBRARIES": str(libraries)})


@nox.session(default=False)
def thorough(session: nox.Session) -> None:
    """Run what takes longer: many more drawn examples, years and the site twice, runs killed, cold notebooks."""
    install(session)
    session.run("pytest", *ON_EVERY_CORE, "--hypothesis-profile", "thorough", *session.posargs)
    session.run("pytest", *ON_EVERY_CORE, "tests/run/twice.py", "tests/run/killed.py", "tests/clerk/whole_year.py")
    shutil.rmtree("reports/2024", ignore_errors=True)
    compare_notebooks(session)


@nox.session(default=False)
def mutation(session: nox.Session) -> None:
    """Change every value of the law by one step, and see that a test notices each; arguments choose by name."""
    install(session)
    session.run("python", "tests/mutation/values.py", *session.posargs)


@nox.session(default=False)
def mutants(session: nox.Session) -> None:
    """Change the code of law and stages bit by bit, and see that a fast test notices; goes on where it stopped."""
    install(session)
    session.run("python", "tests/mutation/code.py", *session.posargs)
