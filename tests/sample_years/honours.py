"""Who won before, and which honours were revoked: told in every year as far as it is known by then."""

from __future__ import annotations

from tests.sample_years.invented import day, secret
from tests.sample_years.organisations import ORGANISATIONS

QUALITY, INNOVATION = "quality_award", "innovation_award"

# award year, award, organisation, document, awarded on
_HONOURS = (
    (2019, QUALITY, "xuduo", "虚政发〔2019〕31号", "2019-11-28"),
    (2020, QUALITY, "gousong", "虚政发〔2021〕11号", "2021-05-31"),
    (2020, INNOVATION, "xuhan", "虚政发〔2021〕11号", "2021-05-31"),
    (2021, QUALITY, "nicong", "虚政发〔2021〕28号", "2021-12-20"),
    (2022, QUALITY, "huanji", "虚政发〔2022〕26号", "2022-12-19"),
    (2022, INNOVATION, "gouyan", "虚政发〔2022〕26号", "2022-12-19"),
    (2023, QUALITY, "xumao", "虚政发〔2023〕22号", "2023-12-18"),
    (2023, QUALITY, "gouyi", "虚政发〔2023〕22号", "2023-12-18"),
    (2023, QUALITY, "nisheng", "虚政发〔2023〕22号", "2023-12-18"),
    (2023, INNOVATION, "huanheng", "虚政发〔2023〕22号", "2023-12-18"),
    (2024, QUALITY, "xusheng", "虚政发〔2024〕19号", "2024-12-16"),
    (2024, QUALITY, "niyao", "虚政发〔2024〕19号", "2024-12-16"),
    (2024, QUALITY, "huanzhe", "虚政发〔2024〕19号", "2024-12-16"),
    (2024, INNOVATION, "huanma", "虚政发〔2024〕19号", "2024-12-16"),
)


def honours(before: int) -> list[dict]:
    """Rows of ``honours`` for every award year before the given one."""
    return [
        {
            "award_year": year, "award": award, "org_name": ORGANISATIONS[key].name,
            "uscc": ORGANISATIONS[key].uscc, "document": document, "awarded_on": day(awarded_on),
        }
        for year, award, key, document, awarded_on in _HONOURS
        if year < before
    ]  # fmt: skip


def revocations() -> list[dict]:
    """One honour lost by each of the three grounds, with every step and consequence dated.

    七(五): misused in 2021, corrections refused, revoked 2022: the money stays, no bar on applying.
    七(二): obtained by deceit, found out in January 2024: six years' bar from 2024-02-20.
    七(六): a major accident ten months after the award, revoked in April 2024 with the money.
    """
    misused = {
        "award_year": 2019, "award": QUALITY, "ground": "七(五)",
        "finding": secret("在产品包装上使用荣誉称号，经责令仍不改正", "撤销", 2019),
        "found_on": day("2022-01-10"), "correction_requested_on": day("2022-01-17"),
        "correction_refused_on": day("2022-02-28"), "reported_on": day("2022-03-07"),
        "submitted_on": day("2022-03-21"), "approved_on": day("2022-04-18"), "document": "虚政函〔2022〕6号",
        "announced_on": day("2022-04-22"), "announced_in": "虚构日报",
        "plaque_returned_on": day("2022-05-06"), "certificate_returned_on": day("2022-05-06"),
    }  # fmt: skip
    cheated = {
        "award_year": 2023, "award": QUALITY, "ground": "七(二)",
        "finding": secret("申报材料中的顾客满意度数据系伪造", "撤销", 2023),
        "found_on": day("2024-01-10"), "reported_on": day("2024-01-15"), "submitted_on": day("2024-01-26"),
        "approved_on": day("2024-02-20"), "document": "虚政函〔2024〕3号",
        "announced_on": day("2024-02-26"), "announced_in": "虚构日报",
        "plaque_returned_on": day("2024-03-05"), "certificate_returned_on": day("2024-03-05"),
        "money_recovered_on": day("2024-03-29"), "credit_recorded_on": day("2024-03-04"),
        "disclosed_on": day("2024-03-08"),
    }  # fmt: skip
    accident = {
        "award_year": 2022, "award": INNOVATION, "ground": "七(六)",
        "finding": secret("发生重大安全事故", "撤销", 2022), "occurred_on": day("2023-10-21"),
        "found_on": day("2024-02-05"), "reported_on": day("2024-02-19"), "submitted_on": day("2024-03-11"),
        "approved_on": day("2024-04-10"), "document": "虚政函〔2024〕5号",
        "announced_on": day("2024-04-15"), "announced_in": "虚构日报",
        "plaque_returned_on": day("2024-04-26"), "certificate_returned_on": day("2024-04-26"),
        "money_recovered_on": day("2024-05-20"),
    }  # fmt: skip
    who = {"xuduo": misused, "xumao": cheated, "gouyan": accident}
    return [row | {"org_name": ORGANISATIONS[key].name, "uscc": ORGANISATIONS[key].uscc} for key, row in who.items()]
