"""Fictional tables of intake and eligibility for any number of applications, to try the software on.

Whole columns at a time, and the same bytes for the same year, number and seed. Most organisations meet
every condition; the rest have one trouble each, so that every verdict occurs.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from yiwu_award.errors import Refused
from yiwu_award.law.periods import last_full_quarters
from yiwu_award.tables import contracts, uscc

LARGEST = 9_999_999  # what an application's number holds
PORTION = 50_000  # applications whose rows are held at a time: 24 rows each
_SECTORS = ("industry", "mining", "construction", "agriculture", "services", "environment")
_ACTIVITIES = ("production", "production", "engineering", "production", "service", "environmental_protection")
_TRADES = ("制造", "矿业", "建设", "农业", "服务", "环保")
_SHARES = (0.40, 0.05, 0.15, 0.10, 0.20, 0.10)
_TROUBLES = (
    "late", "incomplete", "young", "suspended", "suspended_certificate", "new_to_excellence", "tax_b", "no_tax_grade",
    "weak_credit", "two_projects", "no_farm_certificate", "land_b2", "failed_inspection", "accident",
    "no_safety_standard", "attested_against", "not_attested",
)  # fmt: skip
_DEPARTMENT = "虚构主管部门"
_TROUBLED = 0.3
_ATTESTED = ("三(二)", "三(三)d", "三(三)e", "三(四)", "三(五)", "三(八)a", "三(八)b", "三(八)c", "三(八)d", "三(八)e")
_REGION = "330799"  # no such district: the codes belong to nobody
_STRIDE = 6_700_417  # from one code to the next; shares no factor with 31, so that all differ


def simulate(folder: Path, year: int, applications: int, seed: int = 0) -> list[Path]:
    """Write a fictional year's tables up to 资格审查 as CSV with English headings.

    Args:
        folder: an empty or new folder.
        year: the award year; all days follow from it.
        applications: how many, up to ``LARGEST``.
        seed: another seed, another year of the same kind.

    Returns:
        The files written, by name. They read and judge without a fault.

    Raises:
        Refused: the folder holds something, or the number is not one that can be written.
    """
    if not 1 <= applications <= LARGEST:
        raise Refused(f"申报数 {applications}", f"1 至 {LARGEST} 的整数", "请改正申报数")
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"文件夹 {folder} 里已有文件", "空文件夹", "请换一个文件夹")
    folder.mkdir(parents=True, exist_ok=True)
    _append(folder, _of_the_year(year))
    for portion, first in enumerate(range(0, applications, PORTION)):
        numbers = np.arange(first, min(first + PORTION, applications))
        _append(folder, _of_the_applications(year, applications, numbers, np.random.default_rng([seed, portion])))
    return sorted(folder.iterdir())


def _append(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """Add rows to the files of their tables, under a heading where there was no file yet."""
    for name, rows in tables.items():
        path, columns = folder / f"{name}.csv", list(contracts.contract(name).names)
        is_new = not path.exists()
        rows.reindex(columns=columns).to_csv(
            path, mode="a", header=is_new, index=False, encoding="utf-8", lineterminator="\n"
        )


def _of_the_year(year: int) -> dict[str, pd.DataFrame]:
    days = {
        "call_on": "03-15", "applications_open_on": "03-18", "applications_close_on": "05-31",
        "eligibility_due": "07-15", "document_review_due": "08-31", "state_as_of": "07-20",
    }  # fmt: skip
    office = {
        "award_year": str(year),
        "is_fictional": "是",
        "edition_title": f"{year}年度（虚构）",
        "organisation": "虚构市评审办",
        "signatory": "虚构市政府质量奖评审委员会办公室",
        "address": "虚构路1号",
        "phone": "0579-00000000",
    }
    values = {"past_laureate.waiting_years": "5", "clean_record.departments": _DEPARTMENT}
    decided = {
        "document": f"虚构〔{year}〕1号", "article": "第一条", "approved_by": "committee",
        "approved_on": f"{year}-03-01", "is_public": "是",
    }  # fmt: skip
    rules = [{"key": key, "value": value} | decided for key, value in values.items()]
    nil = {"subject": ["honours", "revocations"], "reported_by": "市评审办", "checked_on": f"{year}-06-20"}
    call = {"kind": "call", "medium": "虚构日报", "is_main_medium": "是", "published_on": f"{year}-03-15"}
    return {
        "schedule": pd.DataFrame({"event": list(days), "day": [f"{year}-{day}" for day in days.values()]}),
        "office": pd.DataFrame({"field": list(office), "value": list(office.values())}),
        "implementing_rules": pd.DataFrame(rules),
        "nil_returns": pd.DataFrame(nil),
        "publications": pd.DataFrame([call]),
    }


def _of_the_applications(
    year: int, applications: int, numbers: np.ndarray, rng: np.random.Generator
) -> dict[str, pd.DataFrame]:
    """The rows about some of the applications, which are counted from 0."""
    n = len(numbers)
    kind = rng.choice(len(_SECTORS), size=n, p=_SHARES)
    trouble = np.where(rng.random(n) < _TROUBLED, rng.integers(len(_TROUBLES), size=n), -1)
    everybody = pd.DataFrame(
        {
            "number": numbers,
            "application_id": _numbered("S", numbers, max(4, len(str(applications)))),
            "sector": np.array(_SECTORS)[kind],
            "activity": np.array(_ACTIVITIES)[kind],
            "trade": np.array(_TRADES)[kind],
            "award": rng.choice(["quality_award", "innovation_award"], size=n),
            "trouble": np.array([*_TROUBLES, "none"])[trouble],
        }
    )
    return {
        "applications": _applications(year, everybody, rng),
        "materials": _materials(year, everybody),
        "registrations": _registrations(year, everybody, rng),
        "certificates": _certificates(year, everybody),
        "tax_credit": _tax_credit(year, everybody),
        "construction_credit": _construction_credit(year, everybody),
        "quality_projects": _quality_projects(year, everybody),
        "land_productivity": _land_productivity(year, everybody, rng),
        "inspections": _inspections(year, everybody, rng),
        "incidents": _incidents(year, everybody),
        "attestations": _attestations(year, everybody),
    }


def _applications(year: int, everybody: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    n = len(everybody)
    is_exempt = (everybody["sector"] == "services") & (rng.random(n) < 0.1)
    is_late, is_new = everybody["trouble"] == "late", everybody["trouble"] == "new_to_excellence"
    received = _days(f"{year}-04-01", rng.integers(60, size=n)).mask(is_late, f"{year}-06-03")
    since = _days(f"{year - 8}-01-01", rng.integers(5 * 365, size=n)).mask(is_new, f"{year - 1}-01-01")
    return everybody.assign(
        org_name="虚构第" + _numbered("", everybody["number"].to_numpy(), 1) + "号" + everybody["trade"] + "有限公司",
        uscc=_codes(everybody["number"].to_numpy()),
        exempt_field=is_exempt.map({True: "digital_economy", False: pd.NA}),
        exempt_confirmed_by=is_exempt.map({True: "虚构市经信局", False: pd.NA}),
        excellence_since=since,
        is_pinzibiao=np.where(rng.random(n) < 0.2, "是", "否"),
        received_on=received,
        town=rng.choice(["虚构一镇", "虚构二镇", "虚构街道"], size=n),
        contact_person="虚构联系人",
        contact_phone="00000000",
    )


def _materials(year: int, everybody: pd.DataFrame) -> pd.DataFrame:
    rows = _each(everybody, material=["application_form", "self_assessment", "evidence"])
    is_lacking = (rows["trouble"] == "incomplete") & (rows["material"] == "evidence")
    is_late = rows["trouble"] == "late"
    received = pd.Series(f"{year}-05-20", index=rows.index).mask(is_late, f"{year}-06-03")
    return rows.assign(received_on=received, is_complete=np.where(is_lacking, "否", "是"))


def _registrations(year: int, everybody: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    founded = _days(f"{year - 20}-01-01", rng.integers(15 * 365, size=len(everybody)))
    return everybody.assign(
        registered_on=founded.mask(everybody["trouble"] == "young", f"{year - 2}-01-01"),
        is_registered_in_yiwu="是",
        status=np.where(everybody["trouble"] == "suspended", "suspended", "active"),
        is_listed_abnormal="否",
        authority="虚构市市场监管局",
    )


def _certificates(year: int, everybody: pd.DataFrame) -> pd.DataFrame:
    systems = _each(everybody, kind=["quality_management", "environment_management"])
    farms = everybody[everybody["sector"] == "agriculture"].assign(kind="green_food")
    works = everybody[everybody["sector"].isin(["industry", "mining"])].assign(kind="safety_standard", level="three")
    rows = pd.concat([systems, farms, works], ignore_index=True)
    lacking = {"no_farm_certificate": "green_food", "no_safety_standard": "safety_standard"}
    rows = rows[rows["trouble"].map(lacking) != rows["kind"]]
    is_suspended = (rows["trouble"] == "suspended_certificate") & (rows["kind"] == "quality_management")
    return rows.assign(
        certificate_no="虚构证" + rows["application_id"] + "-" + rows["kind"].str[:2].str.upper(),
        status=np.where(is_suspended, "suspended", "valid"),
        valid_from=f"{year - 1}-02-01",
        valid_until=f"{year + 2}-01-31",
    )


def _tax_credit(year: int, everybody: pd.DataFrame) -> pd.DataFrame:
    rated = everybody[everybody["trouble"] != "no_tax_grade"]
    grade = np.where(rated["trouble"] == "tax_b", "B", "A")
    return rated.assign(rating_year=year - 1, grade=grade, published_on=f"{year}-04-20")


def _construction_credit(year: int, everybody: pd.DataFrame) -> pd.DataFrame:
    builders = everybody[everybody["sector"] == "construction"]
    quarters = last_full_quarters(date(year, 5, 31), 8)
    rows = _each(builders, register=["credit_website", "construction_system"], quarter=quarters)
    is_weak = (rows["trouble"] == "weak_credit") & (rows["quarter"] == quarters[3])
    ends = pd.PeriodIndex(rows["quarter"], freq="Q").end_time + pd.Timedelta(days=20)
    return rows.assign(grade=np.where(is_weak, "C", "A"), published_on=ends.strftime("%Y-%m-%d"))


def _quality_projects(year: int, everybody: pd.DataFrame) -> pd.DataFrame:
    rows = _each(everybody[everybody["sector"] == "construction"], project=["虚构一号楼", "虚构二号楼", "虚构三号楼"])
    rows = rows[(rows["trouble"] != "two_projects") | (rows["project"] != "虚构三号楼")]
    return rows.assign(prize="商城杯", level="city", role="main", awarded_on=f"{year - 1}-09-10")


def _land_productivity(year: int, everybody: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    rows = everybody[everybody["sector"].isin(["industry", "mining"])]
    grade = np.where(rows["trouble"] == "land_b2", "B2", rng.choice(["A", "B1"], size=len(rows)))
    return rows.assign(rating_year=year - 1, grade=grade, published_on=f"{year}-05-10")


def _inspections(year: int, everybody: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    is_failed = everybody["trouble"] == "failed_inspection"
    rows = everybody[is_failed | (rng.random(len(everybody)) < 0.3)]
    result = np.where(rows["trouble"] == "failed_inspection", "failed", "passed")
    day, authority = f"{year - 1}-08-08", "虚构市市场监管局"
    return rows.assign(inspected_on=day, authority=authority, level="city", subject="虚构产品", result=result)


def _incidents(year: int, everybody: pd.DataFrame) -> pd.DataFrame:
    rows = everybody[everybody["trouble"] == "accident"]
    days = {"occurred_on": f"{year - 1}-06-06", "known_on": f"{year - 1}-07-07"}
    return rows.assign(kind="safety", **days, is_major="是", is_org_responsible="是", document="虚构认定书")


def _attestations(year: int, everybody: pd.DataFrame) -> pd.DataFrame:
    by_award = everybody["award"].map({"quality_award": "一(二)", "innovation_award": "一(三)"})
    rows = pd.concat([_each(everybody, part=list(_ATTESTED)), everybody.assign(part=by_award)], ignore_index=True)
    rows = rows[(rows["trouble"] != "not_attested") | (rows["part"] != "三(四)")]
    is_against = (rows["trouble"] == "attested_against") & (rows["part"] == "三(二)")
    conclusion = np.where(is_against, "not_met", "met")
    day = f"{year}-06-30"
    return rows.assign(department=_DEPARTMENT, conclusion=conclusion, basis="虚构核查记录", concluded_on=day)


def _each(rows: pd.DataFrame, **values: list[str]) -> pd.DataFrame:
    """Every row with every combination of the values, row by row."""
    made = rows
    for name, column in values.items():
        repeated = made.loc[made.index.repeat(len(column))].reset_index(drop=True)
        made = repeated.assign(**{name: np.tile(np.array(column), len(made))})
    return made


def _numbered(prefix: str, numbers: np.ndarray, width: int) -> pd.Series:
    return prefix + pd.Series(numbers + 1).astype(str).str.zfill(width)


def _days(first: str, offsets: np.ndarray) -> pd.Series:
    return pd.Series((np.datetime64(first) + offsets).astype(str))


def _codes(numbers: np.ndarray) -> np.ndarray:
    """Different, well-formed 统一社会信用代码 of a district that does not exist; shape of ``numbers``."""
    letters = np.array(list(uscc.ALPHABET))
    body = letters[(numbers * _STRIDE % 31**8)[:, None] // 31 ** np.arange(7, -1, -1) % 31]
    first = np.tile(np.array(list("91" + _REGION)), (len(numbers), 1))
    seventeen = np.hstack([first, body, uscc.inner_digits(body)[:, None]])
    whole = np.hstack([seventeen, uscc.last_digits(seventeen)[:, None]])
    return np.ascontiguousarray(whole).view("U18").ravel()
