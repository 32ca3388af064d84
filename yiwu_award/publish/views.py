"""What the pages say, worked out from public records and the law alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yiwu_award.law.parameters import parameters
from yiwu_award.law.readings import readings
from yiwu_award.publish.parts import PARTS
from yiwu_award.publish.rules import in_words, options_of
from yiwu_award.publish.text import chinese_day, days_in_full

Record = Mapping[str, Any]
AWARDS = {"quality_award": "质量奖", "innovation_award": "创新奖"}
AWARD_NAMES = {"quality_award": "义乌市政府质量奖", "innovation_award": "义乌市政府质量管理创新奖"}
GROUNDS = {"七(二)": "骗取奖项", "七(五)": "违规使用荣誉拒不改正", "七(六)": "获奖后重大事故或严重违法"}
ANNOUNCED = {"call": "申报通告", "notice": "初选名单公示", "commendation": "表彰通报", "revocation": "撤销公告"}
# The steps of a year: stage, what it is called, its clause, the event of the schedule that ends it.
STEPS = (
    ("call", "发布申报通告", "四(一)", "call_on"),
    ("intake", "申报受理", "四(二)", "applications_close_on"),
    ("eligibility", "资格审查", "五(一)", "eligibility_due"),
    ("document_review", "资料评审", "五(二)", "document_review_due"),
    ("department_review", "部门评审", "五(三)", "department_review_due"),
    ("onsite_review", "现场评审", "五(四)", "onsite_review_due"),
    ("vote", "审查表决", "五(五)", "vote_on"),
    ("notice", "社会公示", "五(六)", "notice_on"),
    ("award", "审定批准与表彰", "五(七)", "award_due"),
)


@dataclass(frozen=True)
class Step:
    """One step of a year: its planned day, and whether it is done by the day of the record."""

    title: str
    clause: str
    day: str | None
    is_done: bool


@dataclass(frozen=True)
class YearView:
    """One award year as the pages tell it.

    Attributes:
        record: its public record.
        register: the site's whole register, which tells what became of each honour.
    """

    record: Record
    register: Sequence[Record]

    def rows(self, part: str) -> list[Record]:
        """A table of the record; empty while it is not public."""
        return list(self.record.get(part, ()))

    @property
    def name(self) -> str:
        return f"{self.record['award_year']}年度"

    @property
    def days(self) -> dict[str, str]:
        """The schedule's days by event."""
        return {row["event"]: row["day"] for row in self.rows("deadlines")}

    @property
    def fields(self) -> dict[str, str | None]:
        """The notice's elements by name."""
        return {row["field"]: row["value"] for row in self.rows("notice")}

    @property
    def phase(self) -> str:
        """Where the year stood on the day of its record, from ``uncalled`` to ``awarded``; see ``phase_title``."""
        as_of, days = self.record["as_of"], self.days
        if "laureates" in self.record:
            return "awarded"
        if "notice" in self.record:
            last_day = self.fields.get("last_day")
            return "notice_over" if last_day and as_of > last_day else "notice"
        if not days:
            return "uncalled"
        if as_of < days["applications_open_on"]:
            return "called"
        return "open" if as_of <= days["applications_close_on"] else "review"

    @property
    def phase_title(self) -> str:
        return {
            "uncalled": "尚未发布申报通告", "called": "已发布申报通告", "open": "申报受理", "review": "评审中",
            "notice": "初选名单公示", "notice_over": "公示期满", "awarded": "已表彰",
        }[self.phase]  # fmt: skip

    @property
    def award_title(self) -> str:
        """What the page of the award is called: there are no laureates before the approval."""
        return "获奖组织" if self.phase == "awarded" else "评审结果"

    @property
    def steps(self) -> list[Step]:
        done = set(self.record["stages_done"]) - ({"notice"} if self.phase == "notice" else set())
        return [Step(title, clause, self.days.get(event), stage in done) for stage, title, clause, event in STEPS]

    @property
    def next_step(self) -> Step | None:
        """The first step that is not done."""
        return next((step for step in self.steps if not step.is_done), None)

    def noticed_by_award(self) -> dict[str, list[str]]:
        """Names on the notice, by award, in the notice's own neutral order."""
        return {award: [row["org_name"] for row in self.rows("noticed") if row["award"] == award] for award in AWARDS}

    def laureates_by_award(self) -> dict[str, list[dict[str, Any]]]:
        """Laureates by award in the record's order, each with its entry in the register."""
        entries = {(row["award_year"], row["award"], row["org_name"]): row for row in self.register}
        return {
            award: [
                {**row, "entry": entries.get((row["award_year"], award, row["org_name"]))}
                for row in self.rows("laureates")
                if row["award"] == award
            ]
            for award in AWARDS
        }

    def announced(self, kind: str) -> list[Record]:
        """Where something was published, earliest first."""
        rows = [row for row in self.rows("publications") if row["kind"] == kind]
        return sorted(rows, key=lambda row: (row["published_on"], row["medium"]))

    @property
    def corrections(self) -> list[dict[str, Any]]:
        """What was replaced, in order: day, reason, the former version as a year of its own, changed elements."""
        now: Record = self.record
        found = []
        for row in reversed(self.rows("corrections")):
            was = {**now, **row["before"], "as_of": row["as_of"], "corrections": []}
            titles = "、".join(PARTS[part].title for part in PARTS if part in row["before"])
            entry = {"titles": titles, "former": YearView(was, self.register), "changed": _changed_elements(was, now)}
            found.append({**row, **entry})
            now = was
        return found[::-1]

    def rules(self) -> list[dict[str, Any]]:
        """The year's public implementing rules in the order of the law, each with title, clause and value in words."""
        order = list(parameters())
        public = [row for row in self.rows("implementing_rules") if row.get("key") in parameters()]
        ranked = sorted(public, key=lambda row: (order.index(row["key"]), row["applies_to"] or ""))
        return [
            {**row, "title": parameter["title"], "clause": parameter["clause"],
             "unit": "" if row["value"] in options_of(parameter) else parameter["unit"],
             "words": in_words(parameter, row["value"]), "scope": AWARDS.get(row["applies_to"], row["applies_to"])}
            for row in ranked
            for parameter in [parameters()[row["key"]]]
        ]  # fmt: skip

    def internal_documents(self) -> list[tuple[str, str]]:
        """Documents that hold internal rules: title and day only, each once."""
        return sorted(
            {(row["document"], row["approved_on"]) for row in self.rows("implementing_rules") if "key" not in row}
        )

    def readings(self) -> list[dict[str, Any]]:
        """How the year reads what can be read in two ways; a record kept from before may lack some readings."""
        return [
            {"id": identifier, "clause": reading["clause"], "question": reading["question"],
             "taken": taken["taken"] and reading["options"][taken["taken"]]["text"],
             "is_confirmed": taken["is_confirmed"]}
            for identifier, reading in readings().items()
            if identifier in self.record["readings"]
            for taken in [self.record["readings"][identifier]]
        ]  # fmt: skip


def years(records: Sequence[Record]) -> list[YearView]:
    """All years, newest first."""
    register = merged_register(records)
    return [YearView(record, register) for record in sorted(records, key=lambda record: -record["award_year"])]


def merged_register(records: Sequence[Record]) -> list[Record]:
    """Every honour once, as the record with the latest day tells it; newest year first, 质量奖 before 创新奖."""
    entries: dict[tuple[int, str, str], Record] = {}
    for record in sorted(records, key=lambda record: record["as_of"]):
        for row in record.get("register", ()):
            entries[row["award_year"], row["award"], row["org_name"]] = row
    order = list(AWARDS)
    return sorted(entries.values(), key=lambda row: (-row["award_year"], order.index(row["award"]), row["org_name"]))


def merged_revocations(records: Sequence[Record]) -> list[Record]:
    """Every approved revocation once, as the latest record tells it, newest first."""
    entries = {
        (row["award_year"], row["award"], row["org_name"], row["ground"]): row
        for record in sorted(records, key=lambda record: record["as_of"])
        for row in record.get("revocations", ())
    }
    return sorted(entries.values(), key=lambda row: (row["approved_on"], row["org_name"]), reverse=True)


def day(value: str | date | None) -> str:
    """A day in Chinese, or a dash where none is given."""
    return chinese_day(value) if value else "—"


def all_corrections(years: Sequence[YearView]) -> list[tuple[YearView, dict[str, Any], int]]:
    """Every correction with its year and its number in it, newest first."""
    found = [(year, row, number) for year in years for number, row in enumerate(year.corrections, 1)]
    return sorted(found, key=lambda each: (each[1]["corrected_on"], each[2]), reverse=True)


def _changed_elements(was: Record, now: Record) -> list[tuple[str, str | None, str | None]]:
    """Elements of the notice by title that two versions word otherwise: before, after."""
    after = {row["field"]: row["value"] for row in now.get("notice", ())}
    return [
        (row["title"], days_in_full(row["value"]), days_in_full(after.get(row["field"])))
        for row in was.get("notice", ())
        if row["value"] != after.get(row["field"])
    ]
