"""三、申报条件, one application at a time: a second opinion on every verdict of 五(一)."""

from __future__ import annotations

from datetime import date

from tests.second_opinion.papers import Papers, Row, Undecided, day, is_recent, rule, years_after

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = "met", "not_met", "unknown", "not_applicable"
SYSTEMS = {"三(三)a": "quality_management", "三(三)b": "environment_management"}
FARM_PRODUCTS = ("pollution_free", "green_food", "organic_product", "geographic_indication")
ACCIDENTS = ("quality", "safety", "pollution", "labour", "public_health")
LEVELS = ("below", "city", "prefecture", "province", "nation")


def verdicts(year: Papers, application: Row, closing: date) -> dict[str, str]:
    """Verdict by part for one application, determinations of 市评审办 included.

    Args:
        year: the application's own rows by table, and the rows that concern everybody.
        application: its row.
        closing: the closing day for applications.
    """
    looked = _Look(year, application, closing)
    found = {
        "四(二)a": _yes(day(application["received_on"]) <= closing),
        "四(二)b": looked.papers_complete(),
        "一(二)": looked.fit_for("quality_award", "一(二)"),
        "一(三)": looked.fit_for("innovation_award", "一(三)"),
        "三(一)a": looked.registered_here(),
        "三(一)b": looked.old_enough(),
        "三(一)c": looked.operating(),
        "三(三)c": looked.excellence(),
        "三(五)": looked.attested("三(五)") if rule(year, "R-12") == "attested_besides" else NOT_APPLICABLE,
        "三(五)1": looked.tax(),
        "三(五)2a": looked.quarterly("credit_website", ("A", "B")),
        "三(五)2b": looked.projects(),
        "三(五)2c": looked.quarterly("construction_system", ("A",)),
        "三(六)": looked.farm_product(),
        "三(七)": looked.land(),
        "三(八)a": looked.inspections(),
        "三(八)b": looked.incidents("三(八)b", ACCIDENTS, ("is_major",)),
        "三(八)c": looked.incidents("三(八)c", ("foreign_notice", "foreign_return"), ()),
        "三(八)d": looked.incidents("三(八)d", ("complaint",), ("is_major", "is_org_responsible")),
        "三(八)e": looked.incidents("三(八)e", ("violation",), ("is_major",)),
        "三(九)": looked.safety(),
        "七(二)": looked.barred(),
        "二(一)2": looked.past_laureate(),
    }
    found |= {part: looked.attested(part) for part in ("三(二)", "三(三)d", "三(三)e", "三(四)")}
    found |= {part: looked.certified((kind,)) for part, kind in SYSTEMS.items()}
    for row in year["determinations"]:
        if found[row["part"]] == UNKNOWN:
            found[row["part"]] = row["verdict"]
    return found


def concluded(found: dict[str, str]) -> str:
    """One refusal refuses; one open part leaves it open."""
    said = set(found.values())
    return NOT_MET if NOT_MET in said else UNKNOWN if UNKNOWN in said else MET


def _yes(is_so: bool) -> str:
    return MET if is_so else NOT_MET


def _worst(*said: str) -> str:
    for verdict in (NOT_MET, UNKNOWN):
        if verdict in said:
            return verdict
    return MET


class _Look:
    """One application, and the days to which the year counts."""

    def __init__(self, year: Papers, application: Row, closing: date) -> None:
        self.year, self.application, self.closing = year, application, closing
        scheduled = {row["event"]: day(row["day"]) for row in year["schedule"]} | {"applications_close_on": closing}
        self.scheduled = scheduled
        self.years_to = scheduled[rule(year, "R-08")]
        record = rule(year, "R-19")
        self.record_to = self.years_to if record == "as_years" else scheduled[record]

    def attested(self, part: str) -> str:
        """R-11: one refusal refuses, doubt or silence is open, and what concerns nobody doesn't apply."""
        said = [row["conclusion"] for row in self.year["attestations"] if row["part"] == part]
        for verdict in (NOT_MET, UNKNOWN, MET, NOT_APPLICABLE):
            if verdict in said:
                return verdict
        return UNKNOWN

    def fit_for(self, award: str, part: str) -> str:
        if self.application["award"] != award:
            return NOT_APPLICABLE
        if self.application["activity"] == "other":
            return NOT_MET
        return self.attested(part)

    def papers_complete(self) -> str:
        """R-22: all in time, or all but the form by the day for supplements."""
        last = self.scheduled["supplement_due"] if rule(self.year, "R-22") == "until_supplement_due" else self.closing
        due = {"application_form": self.closing, "self_assessment": last, "evidence": last}
        came = {row["material"] for row in self.year["materials"]
                if day(row["received_on"]) <= due[row["material"]] and row["is_complete"] == "是"}  # fmt: skip
        return _yes(came == set(due))

    def registered_here(self) -> str:
        for row in self.year["registrations"]:
            return {"是": MET, "否": NOT_MET, "": UNKNOWN}[row["is_registered_in_yiwu"]]
        return UNKNOWN

    def reached(self, since: str, years: int) -> str:
        if not since:
            return UNKNOWN
        anniversary = years_after(day(since), years)
        if rule(self.year, "R-46") == "day_after":
            return _yes(self.years_to > anniversary)
        return _yes(self.years_to >= anniversary)

    def old_enough(self) -> str:
        for row in self.year["registrations"]:
            return self.reached(row["registered_on"], 3)
        return UNKNOWN

    def operating(self) -> str:
        for row in self.year["registrations"]:
            listed = {"是": NOT_MET, "否": MET, "": UNKNOWN}[row["is_listed_abnormal"]]
            return _worst(_yes(row["status"] == "active"), listed)
        return UNKNOWN

    def excellence(self) -> str:
        """R-09: farming and confirmed fields are free; a field that nobody confirmed leaves short years open."""
        claimed, confirmed = self.application["exempt_field"], self.application["exempt_confirmed_by"]
        if self.application["sector"] == "agriculture" or (claimed and confirmed):
            return NOT_APPLICABLE
        found = self.reached(self.application["excellence_since"], 2)
        return UNKNOWN if found == NOT_MET and claimed else found

    def in_force(self, kinds: tuple[str, ...]) -> tuple[list[Row], list[Row]]:
        rows = [row for row in self.year["certificates"] if row["kind"] in kinds]
        return rows, [row for row in rows if row["status"] == "valid"
                      and day(row["valid_from"]) <= self.closing <= day(row["valid_until"])]  # fmt: skip

    def certified(self, kinds: tuple[str, ...]) -> str:
        known, good = self.in_force(kinds)
        return MET if good else NOT_MET if known else UNKNOWN

    def tax(self) -> str:
        """R-13: the latest rating year among those published by the closing day, its last publication."""
        known = [row for row in self.year["tax_credit"] if day(row["published_on"]) <= self.closing]
        if not known:
            return UNKNOWN
        latest = max(known, key=lambda row: (int(row["rating_year"]), row["published_on"]))
        return _yes(latest["grade"] == "A")

    def quarterly(self, register: str, good: tuple[str, ...]) -> str:
        """R-14: eight full quarters before the closing day, or those of the two calendar years before it."""
        if self.application["sector"] != "construction":
            return NOT_APPLICABLE
        year, quarter = self.closing.year, (self.closing.month + 2) // 3
        if rule(self.year, "R-14") == "last_calendar_years":
            quarter = 1
        verdict = MET
        graded = {
            row["quarter"]: row["grade"] for row in self.year["construction_credit"] if row["register"] == register
        }
        for _ in range(8):
            quarter -= 1
            if quarter == 0:
                year, quarter = year - 1, 4
            grade = graded.get(f"{year}Q{quarter}", "")
            verdict = _worst(verdict, UNKNOWN if not grade else _yes(grade in good))
        return verdict

    def projects(self) -> str:
        """R-16, R-47, R-50: prizes of the city's level or above within two years."""
        if self.application["sector"] != "construction":
            return NOT_APPLICABLE
        rows = self.year["quality_projects"]
        counted = set()
        for row in rows:
            if LEVELS.index(row["level"]) < LEVELS.index("city"):
                continue
            if row["role"] != "main" and rule(self.year, "R-16") == "main_only":
                continue
            if is_recent(day(row["awarded_on"]), 2, self.years_to, rule(self.year, "R-47")):
                counted.add((row["project"], row["prize"] if rule(self.year, "R-50") == "each_prize" else ""))
        return MET if len(counted) >= 3 else NOT_MET if rows else UNKNOWN

    def farm_product(self) -> str:
        return self.certified(FARM_PRODUCTS) if self.application["sector"] == "agriculture" else NOT_APPLICABLE

    def land(self) -> str:
        """R-18: the year before the closing day's, or where that is out and the year allows it, the one before."""
        if self.application["sector"] not in ("industry", "mining"):
            return NOT_APPLICABLE
        graded = {int(row["rating_year"]): row["grade"] for row in self.year["land_productivity"]}
        last = self.closing.year - 1
        if last not in graded and rule(self.year, "R-18") == "or_year_before":
            last -= 1
        grade = graded.get(last, "")
        return UNKNOWN if grade in ("", "B") else _yes(grade in ("A", "B1"))

    def recent(self, cell: str) -> bool:
        return is_recent(day(cell), 3, self.record_to, rule(self.year, "R-47"))

    def inspections(self) -> str:
        """A clean record counts only with a department's word."""
        failed = [
            row for row in self.year["inspections"] if row["result"] == "failed" and self.recent(row["inspected_on"])
        ]
        return NOT_MET if failed else self.signed("三(八)a")

    def signed(self, part: str) -> str:
        """The departments' word on the record, open while one that the year names hasn't signed late enough (R-65)."""
        said = self.attested(part)
        first = self.closing if rule(self.year, "R-65") == "closing_day" else self.record_to
        signed = {row["department"] for row in self.year["attestations"]
                  if row["part"] == part and day(row["concluded_on"]) >= first}  # fmt: skip
        due = set(rule(self.year, "clean_record.departments", part).split("；"))
        return UNKNOWN if said != NOT_MET and due - signed else said

    def incidents(self, part: str, kinds: tuple[str, ...], needed: tuple[str, ...]) -> str:
        """R-19: a record that is grave and the organisation's counts; one of which that isn't known is open."""
        verdict = MET
        for row in self.year["incidents"]:
            if row["kind"] in kinds and self.recent(row["occurred_on"]):
                answers = [row[column] for column in needed]
                if "否" not in answers:
                    verdict = _worst(verdict, UNKNOWN if "" in answers else NOT_MET)
        return self.signed(part) if verdict == MET else _worst(verdict, self.signed(part))

    def safety(self) -> str:
        if self.application["sector"] not in ("industry", "mining"):
            return NOT_APPLICABLE
        known, good = self.in_force(("safety_standard",))
        if any(row["level"] for row in good):
            return MET
        return UNKNOWN if good or not known else NOT_MET

    def barred(self) -> str:
        """七(二): six years from 市政府's approval or from the finding (R-38), their last day by R-45; R-64 the day."""
        free_on = day(self.application["received_on"]) if rule(self.year, "R-64") == "received_on" else self.closing
        for row in self.year["revocations"]:
            if row["uscc"] != self.application["uscc"] or row["ground"] != "七(二)" or not row["approved_on"]:
                continue
            if day(row["approved_on"]) > free_on:
                continue
            start = day(row[rule(self.year, "R-38")])
            anniversary = years_after(start, 6)
            through = rule(self.year, "R-45") == "through_anniversary"
            if start <= free_on and (free_on <= anniversary if through else free_on < anniversary):
                return NOT_MET
        return MET

    def past_laureate(self) -> str:
        """The year's waiting time since an earlier award; R-05, R-44."""
        own, said = self.application, [NOT_APPLICABLE]
        gone = {(row["award_year"], row["award"], row["uscc"]) for row in self.year["revocations"]
                if row["approved_on"] and day(row["approved_on"]) <= self.closing}  # fmt: skip
        for row in self.year["honours"]:
            if row["uscc"] != own["uscc"] and (row["uscc"] or row["org_name"] != own["org_name"]):
                continue
            if day(row["awarded_on"]) > self.closing:
                continue
            if rule(self.year, "R-44") == "same_award" and row["award"] != own["award"]:
                continue
            if rule(self.year, "R-05") == "held_only" and (row["award_year"], row["award"], row["uscc"]) in gone:
                continue
            said.append(self.waited(row))
        return next(verdict for verdict in (NOT_MET, UNKNOWN, MET, NOT_APPLICABLE) if verdict in said)

    def waited(self, honour: Row) -> str:
        if not honour["uscc"]:
            return UNKNOWN
        try:
            years = int(rule(self.year, "past_laureate.waiting_years"))
        except Undecided:
            return UNKNOWN
        return MET if years == 0 else self.reached(honour["awarded_on"], years)
