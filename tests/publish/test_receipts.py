"""The public receipt tells what is public by hash, all else by commitments; its history is only ever added to."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from yiwu_award.errors import Refused
from yiwu_award.publish import check_receipt, receipts
from yiwu_award.publish.history import History, keep, whole
from yiwu_award.tables.contracts import incoming, produced

from .example_records import awarded

NAMES = ("甲厂", "乙厂", "丙厂", "丁厂", "戊厂")
SALT = "0123456789abcdef" * 4
ACTS = "act,award\napproval,quality_award\n"
# What a stage handed on, public columns alone, written by hand.
LAUREATES = "award_year,award,org_name,document,awarded_on\n" + "".join(
    f"2023,{award},{name},示例政发〔2023〕9号,2023-11-20\n"
    for award, name in zip(["quality_award"] * 3 + ["innovation_award"] * 2, NAMES, strict=True)
)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def a_run(folder: Path, salt: str | None = SALT, acts: str = ACTS, *, is_fictional: bool = True) -> SimpleNamespace:
    """A year that was run: one incoming table, one list that is public and one that isn't."""
    year = SimpleNamespace(
        award_year=2023, is_fictional=is_fictional, incoming=folder / "incoming", reports=folder / "reports"
    )
    for place in (year.incoming, year.reports):
        place.mkdir(parents=True, exist_ok=True)
    (year.incoming / "acts.csv").write_text(acts, encoding="utf-8", newline="")
    (year.incoming / "salt.txt").unlink(missing_ok=True)
    if salt is not None:
        (year.incoming / "salt.txt").write_text(f"{salt}\n", encoding="utf-8")
    run = {
        "parameters": {"as_of": "2024-06-30", "is_fictional": is_fictional, "through": "supervision"},
        "inputs": {"files": {"acts.csv": sha(acts)}, "tables": {"acts": {"hash": sha(acts)}},
                   "law": {"day": "2023-05-31", "files": {"clauses.yml": sha("law")}}},
        "made_with": dict.fromkeys(("package", "code", "lock", "python", "pandas", "notebooks"), "1"),
        "results": {"tables": {"laureates": {"hash": sha("with numbers"), "public_hash": sha(LAUREATES)},
                               "tally": {"hash": sha("votes")}}},
    }  # fmt: skip
    (year.reports / "receipt.json").write_text(json.dumps(run), encoding="utf-8")
    return year


def the_record(**parts: object) -> dict:
    return awarded(2023, NAMES) | parts


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return receipts.continued(History("fictional-"), [the_record()], [a_run(tmp_path_factory.mktemp("run"))])


def test_a_public_list_has_its_plain_hash_and_nothing_else_has(history: History) -> None:
    assert history.latest(2023).listed["public_tables"] == {
        "laureates": {"columns": LAUREATES.splitlines()[0].split(","), "hash": sha(LAUREATES)}
    }
    for text in (*history.receipts.values(), *history.lists.values()):
        for secret in (ACTS, "votes", "with numbers"):
            assert sha(secret) not in text


def test_a_receipt_alone_tells_nothing_of_the_files(history: History) -> None:
    """It names their list by hash; that list holds a number drawn from the year's salt, so no guess can be tried."""
    (receipt,), (listed,) = history.receipts.values(), history.lists.values()
    assert json.loads(receipt)["listed"] == sha(listed)
    files = {name: value for name, value in json.loads(listed).items() if name != "nonce"}
    hashed = sha(json.dumps(files, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    drawn = hmac.digest(bytes.fromhex(SALT), f"yiwu-award receipt 1\n2023\nlisted/{hashed}".encode(), "sha256")
    assert json.loads(listed)["nonce"] == drawn.hex()
    assert not any(hashed in receipt for hashed in files["data"].values())


def test_a_commitment_opens_with_the_key_of_its_table(history: History) -> None:
    """HMAC-SHA256 twice, as the page says; another table's key opens nothing."""
    keys = {
        name: hmac.digest(bytes.fromhex(SALT), f"yiwu-award receipt 1\n2023\n{name}".encode(), "sha256")
        for name in ("incoming/acts", "results/tally")
    }
    committed = history.latest(2023).receipt["commitments"]
    assert committed["incoming/acts"] == hmac.digest(keys["incoming/acts"], sha(ACTS).encode(), "sha256").hex()
    assert committed["incoming/acts"] != hmac.digest(keys["results/tally"], sha(ACTS).encode(), "sha256").hex()


def test_nobody_learns_which_tables_came(history: History) -> None:
    """Every table of every contract is committed to, and the run's receipt; an absent one as an empty one."""
    committed = history.latest(2023).receipt["commitments"]
    names = {f"incoming/{name}" for name in incoming()} | {f"results/{name}" for name in produced()} | {"receipt"}
    assert committed.keys() == names
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in committed.values())
    assert len(set(committed.values())) == len(names)
    key = hmac.digest(bytes.fromhex(SALT), b"yiwu-award receipt 1\n2023\nincoming/conflicts", "sha256")
    empty = sha(",".join(incoming()["conflicts"].names) + "\n")
    assert committed["incoming/conflicts"] == hmac.digest(key, empty.encode(), "sha256").hex()


SAMPLE_SALT = (Path(__file__).parents[2] / "data_contracts/sample/2023/salt.txt").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("salt", "told"),
    [(None, "没有 salt.txt"), ("", "没有 salt.txt"), ("1234", "不是该年度自己的"), (SAMPLE_SALT, "不是该年度自己的")],
    ids=["none", "empty", "short", "a sample's"],
)
def test_a_real_year_without_a_salt_of_its_own_is_told_and_gets_none(
    salt: str | None, told: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    year = a_run(tmp_path, salt, is_fictional=False)
    history = receipts.continued(History(), [the_record(is_fictional=False)], [year])
    assert history == History()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert told in caplog.text


def test_a_run_of_other_tables_is_no_proof(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    year = a_run(tmp_path)
    (year.incoming / "acts.csv").write_text(ACTS.replace("quality", "innovation"), encoding="utf-8", newline="")
    assert receipts.continued(History("fictional-"), [the_record()], [year]).lines == ()
    assert "请重新运行该年度" in caplog.text


def test_the_same_receipt_adds_no_line(history: History, tmp_path: Path) -> None:
    again = receipts.continued(history, [the_record()], [a_run(tmp_path)])
    assert again == history
    assert [json.loads(line)["before"] for line in history.lines] == ["0" * 64]


def test_a_correction_adds_a_line_that_names_the_one_before(history: History, tmp_path: Path) -> None:
    """Both receipts stay."""
    corrected = receipts.continued(
        history, [the_record()], [a_run(tmp_path, acts=ACTS + "approval,innovation_award\n")]
    )
    assert corrected.lines[:-1] == history.lines
    assert json.loads(corrected.lines[-1])["before"] == sha(history.lines[-1])
    assert len(corrected.receipts) == 2


def test_a_takedown_leaves_the_log_whole(history: History, tmp_path: Path) -> None:
    """The files change, the commitments stay; the list from which a name went has no hash any more."""
    cleaned = the_record()
    cleaned["laureates"] = [row | {"org_name": "（已撤下）"} for row in cleaned["laureates"]]
    after = receipts.continued(history, [cleaned])
    keep(after, tmp_path)
    assert whole(tmp_path, "fictional-") == after
    assert len(after.lines) == 2
    assert after.latest(2023).receipt["commitments"] == history.latest(2023).receipt["commitments"]
    assert after.latest(2023).listed["public_tables"] == {}
    told = (after.log, *after.receipts.values(), *after.lists.values())
    assert not any(name in text for name in NAMES for text in told)


def test_a_year_published_anew_without_a_run_says_so(history: History, tmp_path: Path) -> None:
    """Its new files are told, with nothing behind them: the old commitments are of other tables."""
    year = a_run(tmp_path)
    (year.reports / "receipt.json").unlink()
    after = receipts.continued(history, [the_record(as_of="2024-07-01")], [year])
    assert (after.latest(2023).as_of, after.latest(2023).receipt["commitments"]) == ("2024-07-01", {})
    assert receipts.continued(history, [the_record()], [year]) == history


# --- tampering ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_history(history: History, tmp_path_factory: pytest.TempPathFactory) -> History:
    """Three lines: a year corrected twice."""
    for acts in ("a,b\n", "c,d\n"):
        history = receipts.continued(history, [the_record()], [a_run(tmp_path_factory.mktemp("run"), acts=acts)])
    return history


@pytest.fixture
def kept(long_history: History, tmp_path: Path) -> Path:
    """The folder of a site that keeps them."""
    keep(long_history, tmp_path)
    return tmp_path


def put(site: Path, lines: list[str]) -> None:
    (site / "records/fictional-log.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")


def lines_of(site: Path) -> list[str]:
    return (site / "records/fictional-log.jsonl").read_text(encoding="utf-8").splitlines()


FORGED = {
    "first changed": (lambda one, two, three: [one.replace("06-30", "06-29"), two, three], "第 1 行：年度或日期"),
    "last changed": (lambda one, two, three: [one, two, three.replace("06-30", "06-29")], "第 3 行：年度或日期"),
    "last names another": (lambda one, two, three: [one, two, three[:-10] + "00000000" + three[-2:]],
                           "第 3 行：没有收据"),
    "first dropped": (lambda one, two, three: [two, three], "第 1 行与“没有前一行”接不上"),
    "middle dropped": (lambda one, two, three: [one, three], "第 2 行与第 1 行接不上"),
    "last dropped": (lambda one, two, three: [one, two], "日志缺少收据"),
    "reordered": (lambda one, two, three: [one, three, two], "第 2 行与第 1 行接不上"),
    "no line": (lambda one, two, three: [one, two, "{}"], "第 3 行被改动"),
    "written otherwise": (lambda one, two, three: [one, two.replace(": ", ":"), three], "第 2 行被改动"),
}  # fmt: skip


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_log_is_found_and_nothing_is_published(forged: str, kept: Path) -> None:
    change, told = FORGED[forged]
    assert whole(kept, "fictional-").lines == tuple(lines_of(kept))
    put(kept, change(*lines_of(kept)))
    with pytest.raises(Refused, match=told):
        whole(kept, "fictional-")


def test_a_changed_receipt_is_found(kept: Path) -> None:
    name = json.loads(lines_of(kept)[1])["receipt"]
    path = kept / f"records/receipts/fictional-{name}.json"
    path.write_bytes(path.read_bytes().replace(b'"format": 2', b'"format": 3'))
    with pytest.raises(Refused, match=f"第 2 行：收据 {name[:12]} 被改动"):
        whole(kept, "fictional-")


def listed_by(site: Path, line: int) -> Path:
    """The list of files of a line of the log."""
    receipt = json.loads(lines_of(site)[line])["receipt"]
    named = json.loads((site / f"records/receipts/fictional-{receipt}.json").read_bytes())["listed"]
    return site / f"records/receipts/fictional-{named}-files.json"


def test_a_changed_list_is_found(kept: Path) -> None:
    path = listed_by(kept, 1)
    path.write_bytes(path.read_bytes().replace(b"2023", b"2024"))
    with pytest.raises(Refused, match="的文件清单被改动"):
        whole(kept, "fictional-")


def test_a_list_may_be_gone_but_not_where_it_stands(history: History, tmp_path: Path) -> None:
    """Former ones go with what was taken down."""
    keep(receipts.continued(history, [the_record(as_of="2024-07-01")]), tmp_path)
    listed_by(tmp_path, 0).unlink()
    assert [bool(entry.listed) for entry in whole(tmp_path, "fictional-").entries] == [False, True]
    listed_by(tmp_path, 1).unlink()
    with pytest.raises(Refused, match="缺少文件清单"):
        whole(tmp_path, "fictional-")


def test_a_log_shorter_than_the_live_one_is_refused(kept: Path) -> None:
    """Even if it is whole by itself: lines and receipts that are live were taken back."""
    (kept / "public/receipts").mkdir(parents=True)
    (kept / "public/receipts/fictional-log.jsonl").write_bytes((kept / "records/fictional-log.jsonl").read_bytes())
    last = json.loads(lines_of(kept)[-1])["receipt"]
    put(kept, lines_of(kept)[:-1])
    (kept / f"records/receipts/fictional-{last}.json").unlink()
    with pytest.raises(Refused, match="与网站上正在公开的不相接"):
        whole(kept, "fictional-")


def test_a_publication_killed_before_it_came_out_leaves_nothing_in_the_way(
    history: History, long_history: History, tmp_path: Path
) -> None:
    """Its receipt lies there, its line doesn't: the log is still the live one, so the next publication clears it."""
    keep(history, tmp_path)
    live = tmp_path / "public/receipts/fictional-log.jsonl"
    live.parent.mkdir(parents=True)
    live.write_text(history.log, "utf-8", newline="\n")
    (left,) = [name for name in long_history.receipts if name in long_history.lines[1]]
    path = tmp_path / f"records/receipts/fictional-{left}.json"
    path.write_text(long_history.receipts[left], "utf-8", newline="\n")
    assert whole(tmp_path, "fictional-") == history
    keep(history, tmp_path)
    assert not path.exists()


# --- what people are given ---------------------------------------------------------------------------------


@pytest.fixture
def served(history: History, tmp_path: Path) -> Path:
    """What lies on the site, as downloaded, and the program beside it."""
    folder = tmp_path / "served"
    receipts.write(history, [the_record()], folder)
    receipts.feeds.write([the_record()], folder)
    return folder


def check(*arguments: object) -> tuple[int, str]:
    """Run the downloaded program with nothing installed."""
    command = [sys.executable, "-I", "-S", "-X", "utf8", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


def test_anybody_can_check_the_site(served: Path) -> None:
    """By the program as it lies on the site, with Python's own modules alone."""
    assert check(served / "receipts/check_receipt.txt", "site", served) == (0, "网站的数据与收据一致，日志完整。\n")


def test_a_changed_file_of_the_site_is_named(served: Path) -> None:
    path = served / "data/fictional-2023-laureates.csv"
    path.write_bytes(path.read_bytes().replace("乙厂".encode(), "巳厂".encode()))
    assert list(check_receipt.site_faults(lambda name: (served / name).read_bytes(), "fictional-")) == [
        "2023 年度：文件 data/fictional-2023-laureates.csv 与收据不符"
    ]


def test_a_list_that_was_not_decided_is_named(served: Path) -> None:
    """Also where file and receipt agree with each other."""
    (path,) = served.glob("receipts/fictional-*-files.json")
    listed = json.loads(path.read_bytes())
    listed["public_tables"]["laureates"]["hash"] = sha("another list")
    read = {address: (served / address).read_bytes() for address in listed["data"]}
    assert list(check_receipt.data_faults(listed, read.__getitem__)) == [
        "data/fictional-2023.json 中的 laureates 与评审结果中的同名表不符"
    ]


def test_a_changed_or_missing_list_is_named(served: Path) -> None:
    (path,) = served.glob("receipts/fictional-*-files.json")
    path.write_bytes(path.read_bytes().replace(b"laureates", b"noticed"))
    read = lambda name: (served / name).read_bytes()  # noqa: E731
    assert [fault[-8:] for fault in check_receipt.site_faults(read, "fictional-")] == ["的文件清单被改动"]
    path.unlink()
    assert [fault[-6:] for fault in check_receipt.site_faults(read, "fictional-")] == ["缺少文件清单"]


def test_who_may_see_a_table_can_check_it(served: Path, tmp_path: Path) -> None:
    (receipt,) = (path for path in served.glob("receipts/fictional-*.json") if "-files" not in path.name)
    key = check_receipt.table_key(bytes.fromhex(SALT), 2023, "incoming/acts").hex()
    table = tmp_path / "acts.csv"
    table.write_text(ACTS, encoding="utf-8", newline="")
    asked = ("table", str(receipt), "incoming/acts", key, str(table))
    assert check_receipt.main(list(asked)) == 0
    table.write_text(ACTS.replace("approval", "proposal"), encoding="utf-8", newline="")
    assert check_receipt.main(list(asked)) == 1
    assert check_receipt.main(["table", str(receipt), "incoming/votes", key, str(table)]) == 1


def test_the_page_shows_old_and_new_receipt_and_who_has_none(history: History, tmp_path: Path) -> None:
    corrected = receipts.continued(history, [the_record()], [a_run(tmp_path, acts="a,b\n")])
    receipts.write(corrected, [the_record(), awarded(2024)], tmp_path)
    page = (tmp_path / "receipts.md").read_text(encoding="utf-8")
    assert [page.count(entry.hash[:12] + "…") for entry in corrected.entries] == [1, 1]
    assert (page.count("现行"), page.count("已有更新")) == (2, 1)
    assert "2024年度没有收据" in page
