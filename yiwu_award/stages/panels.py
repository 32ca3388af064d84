"""评审组: who sits on which application, and how a panel may not be made up (二(三), 二(四), 七(一), 七(七)).

One panel answers for an application, on paper and on site (R-23).
"""

from __future__ import annotations

from collections.abc import Mapping, Set

import pandas as pd

from yiwu_award.errors import Fault, OpenPoint
from yiwu_award.law.periods import within_years
from yiwu_award.law.rulebook import Law
from yiwu_award.stages.checks import contains, located, looked_up, of_the_organisation, whole
from yiwu_award.stages.lists import acted_on, shown

Tables = Mapping[str, pd.DataFrame]
_SEAT = ["application_id", "assessor_id"]
# The act that settles what a stage's scores lead to; once it is done, news of a relation rewrites nothing.
_RESTING_ON = {"document_review": "shortlist", "onsite_review": "candidates"}


def seats(tables: Tables, law: Law, stage: str) -> pd.DataFrame:
    """Every member of the panel that each application is given to, and whether he sits on it in this stage.

    Args:
        tables: uses applications, panel_applications, panels, assessors, conflicts, misconduct, item_scores.
        law: ``conflict.years_back``, asked for only where a declared relation has ended.
        stage: ``document_review`` or ``onsite_review``.

    Returns:
        One row per application and member: application_id, sector, panel, assessor_id, is_leader, expertise,
        is_declared (a relation that recuses him), declared_on (<NaT> if none, or if its day is unknown), is_late (he
        had scored it here before he declared), is_employee (of the applicant), is_recused (either, unless late),
        disqualified_on (<NaT> if never), is_sitting (neither recused nor disqualified before he scored it here);
        file, sheet and row are those of panel_applications.

    Raises:
        NotInForce: how far back a relation counts is not decided.

    Source: 二(三), 七(一), 七(七); whom a relation recuses as read in R-37, what a disqualified assessor scored before
    as in R-59.
    """
    given = tables["panel_applications"].merge(
        tables["applications"][["application_id", "uscc", "sector"]], on="application_id", how="left"
    )
    members = tables["panels"][["panel", "assessor_id", "is_leader"]].merge(
        tables["assessors"][["assessor_id", "employer_uscc", "expertise"]], on="assessor_id", how="left"
    )
    sat = given.merge(members, on="panel")
    here = tables["item_scores"][tables["item_scores"]["stage"] == stage]
    first = here.groupby(["application_id", "assessor_id"])["scored_on"].min().rename("first").reset_index()
    sat = sat.merge(first, on=["application_id", "assessor_id"], how="left")
    disqualified_on = _disqualified_on(sat["assessor_id"], tables["misconduct"])
    recusing = _recusing(tables, law)
    is_declared = contains(recusing, sat, "application_id", "assessor_id")
    declared_on = recusing.groupby(_SEAT)["declared_on"].min().rename("declared_on").reset_index()
    sat = sat.merge(declared_on, on=_SEAT, how="left")
    is_employee = (sat["employer_uscc"] == sat["uscc"]).fillna(False).astype("boolean")
    is_late = is_declared & ~is_employee & (sat["first"] < sat["declared_on"]).astype("boolean")
    is_recused = (is_declared & ~is_late) | is_employee
    is_barred = disqualified_on.notna() & ~(sat["first"] < disqualified_on)
    return sat.assign(
        is_leader=sat["is_leader"].fillna(False),
        is_declared=is_declared,
        is_late=is_late,
        is_employee=is_employee,
        is_recused=is_recused,
        disqualified_on=disqualified_on,
        is_sitting=~(is_recused | is_barred),
    ).drop(columns=["uscc", "employer_uscc", "first"])


def is_expert(expertise: pd.Series, sector: pd.Series | str) -> pd.Series:
    """Whether a field of expertise is the sector's; 其他 asks for an expert of any industry (R-23)."""
    is_any = pd.Series(sector, expertise.index, dtype="string") == "other"
    return ((expertise == sector) | (is_any & (expertise != "management"))).fillna(False).astype("bool")


def relations(tables: Tables, law: Law) -> pd.DataFrame:
    """Assessors whom a relation keeps off an application: declared and still counting, or its employee (七(一), R-37).

    Args:
        tables: uses applications, assessors, conflicts.
        law: ``conflict.years_back``, asked for only where a declared relation has ended.

    Returns:
        application_id, assessor_id; each pair once.
    """
    applications = tables["applications"][["application_id", "uscc"]].dropna()
    employed = tables["assessors"].merge(applications, left_on="employer_uscc", right_on="uscc")
    found = pd.concat([_recusing(tables, law)[_SEAT], employed[_SEAT]])
    return found.drop_duplicates().sort_values(_SEAT, ignore_index=True)


def faults(tables: Tables, law: Law, sat: pd.DataFrame, ids: Set[str]) -> list[Fault]:
    """Panels that the regulation does not allow.

    Args:
        tables: as for ``seats``.
        law: ``panel.smallest`` and ``panel.largest``.
        sat: what ``seats`` gave.
        ids: applications of this stage.
    """
    least, most = whole(law, "panel.smallest"), whole(law, "panel.largest")
    return [
        *_faults_of_panels(tables["panels"], least, most),
        *_faults_of_members(tables),
        *_faults_of_seats(tables, sat[sat["application_id"].isin(ids)], ids, least, most),
    ]


def open_points(tables: Tables, law: Law, sat: pd.DataFrame, ids: Set[str], stage: str) -> list[OpenPoint]:
    """Applications without a panel, assessors who declared nothing, relations declared by nobody or after scoring.

    Args:
        tables: as for ``seats``, with acts and nil_returns.
        law: gives the closing day: a nil return of before does not know who has applied.
        sat: what ``seats`` gave.
        ids: applications of this stage.
        stage: as for ``seats``.
    """
    points = []
    if homeless := ids - set(tables["panel_applications"]["application_id"]):
        what = f"未分配评审组的申报组织：{shown(homeless)}"
        points.append(OpenPoint("waiting", "二(二)3", what, "市评审办", "组建评审组并在“评审组分工”表登记"))
    if silent := _silent(tables, law, sat, ids):
        what = f"评审员 {shown(silent)} 没有申报有无利害关系；没有申报不等于没有"
        to_do = f"逐人填报“利害关系申报”表；没有的，在“零报告”表登记，核查日期不早于申报截止日 {law.day}"
        points.append(OpenPoint("blocked", "七(一)", what, "评审员", to_do))
    found = sat[sat["application_id"].isin(ids) & sat["is_employee"] & ~sat["is_declared"]]
    if len(found):
        pairs = shown(found["assessor_id"] + "（" + found["application_id"] + "）")
        points.append(
            OpenPoint(
                "blocked", "七(一)", f"评审员的工作单位就是申报组织，但未申报利害关系，已按回避处理：{pairs}",
                "监督组", "核实后在“利害关系申报”表补报，或更正单位代码",
            )
        )  # fmt: skip
    late, _ = _declared_late(tables, sat, ids, stage)
    if len(late):
        what = f"打分以后才申报利害关系，是否重新评审待定：{_told(late)}"
        to_do = "查明情况：应当回避的，删除其打分，由其他评审员重评；不构成利害关系的，更正申报"
        points.append(OpenPoint("blocked", "七(一)", what, "监督组", to_do))
    return points


def remarks(tables: Tables, sat: pd.DataFrame, ids: Set[str], stage: str) -> tuple[str, ...]:
    """What is told to 监督组 and stops nothing.

    Relations declared only after the list that rests on the scores was settled; and what the tables merely hint at,
    an assessor of the same name as the applicant's contact, or an employer of its name without a code.
    """
    _, later = _declared_late(tables, sat, ids, stage)
    told = [f"名单确定以后才申报利害关系，不改已定名单，请告监督组（七(一)）：{_told(later)}。"] if len(later) else []
    if len(alike := _alike(tables, sat[sat["application_id"].isin(ids) & ~sat["is_declared"] & ~sat["is_employee"]])):
        pairs = shown(alike["assessor_id"] + "（" + alike["application_id"] + "）")
        told.append(
            f"评审员与申报组织的联系人同名，或工作单位同名而没有代码，请监督组核实是否须回避（七(一)）：{pairs}。"
        )
    return tuple(told)


def _alike(tables: Tables, seated: pd.DataFrame) -> pd.DataFrame:
    """Seats whose assessor shares a name with the applicant: its contact's, or as employer its own without a code."""
    about = tables["applications"][["application_id", "org_name", "contact_person"]]
    people = tables["assessors"][["assessor_id", "assessor_name", "employer", "employer_uscc"]]
    rows = seated[_SEAT].merge(about, on="application_id").merge(people, on="assessor_id")
    is_contact = rows["assessor_name"] == rows["contact_person"]
    is_employer = rows["employer_uscc"].isna() & (rows["employer"] == rows["org_name"])
    return rows[(is_contact | is_employer).fillna(False)]


def _silent(tables: Tables, law: Law, sat: pd.DataFrame, ids: Set[str]) -> set[str]:
    """Members of these panels of whom there is neither a relation nor the word that there is none (七(一))."""
    nil = tables["nil_returns"]
    nil = nil[(nil["subject"] == "conflicts") & (nil["checked_on"] >= pd.Timestamp(law.day))]
    spoke = {*tables["conflicts"]["assessor_id"], *nil["reported_by"]}
    return set(sat.loc[sat["application_id"].isin(ids), "assessor_id"]) - spoke


def _declared_late(tables: Tables, sat: pd.DataFrame, ids: Set[str], stage: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Seats whose relation was declared after scoring: by the day of the list that rests on the scores, and later."""
    rows = sat[sat["application_id"].isin(ids) & sat["is_late"]].sort_values(_SEAT)
    award_of = tables["applications"].set_index("application_id")["award"]
    settled = [acted_on(tables["acts"], _RESTING_ON[stage], award_of[name]) for name in rows["application_id"]]
    is_after = pd.Series(
        [day is not None and told.date() > day for told, day in zip(rows["declared_on"], settled, strict=True)],
        rows.index, dtype=bool,
    )  # fmt: skip
    return rows[~is_after], rows[is_after]


def _told(rows: pd.DataFrame) -> str:
    return shown(
        rows["assessor_id"] + "（" + rows["application_id"] + "，" + rows["declared_on"].dt.strftime("%Y-%m-%d") + "）"
    )


def _recusing(tables: Tables, law: Law) -> pd.DataFrame:
    """Declared relations that still last, or ended within the year's span before the closing day (七(一), R-47).

    A relation is with an organisation: it counts for each of its applications.
    """
    conflicts = of_the_organisation(tables["conflicts"], tables["applications"])
    ended = conflicts["ended_on"]
    recent = ended.isna() | (ended > pd.Timestamp(law.day))
    if ended.notna().any():
        years = whole(law, "conflict.years_back")
        recent |= within_years(ended, years, law.day, law.reading("R-47")).fillna(False)
    return conflicts[recent]


def _disqualified_on(people: pd.Series, misconduct: pd.DataFrame) -> pd.Series:
    """Day of the first disqualification of each person (七(七)), on the index of ``people``; <NaT> if never."""
    first = misconduct[misconduct["measure"] == "disqualified"].groupby("person_id")["decided_on"].min()
    return looked_up(first, people)


def _faults_of_panels(panels: pd.DataFrame, least: int, most: int) -> list[Fault]:
    """A panel has ``least`` to ``most`` members and one leader (二(三))."""
    by_panel = panels.assign(leads=panels["is_leader"].fillna(False).astype("int64")).groupby("panel")
    counted = panels.assign(n=by_panel["panel"].transform("size"), n_leaders=by_panel["leads"].transform("sum"))
    first = counted.sort_values(["panel", "file", "sheet", "row"]).drop_duplicates("panel")
    size = f"{least}–{most} 名评审员"
    return [
        *located(
            first[~first["n"].between(least, most)], "panels", "panel",
            "评审组 {panel} 有 {n} 名评审员", size, "二(三)", "由市评审办重新组建评审组",
        ),
        *located(
            first[first["n_leaders"] != 1], "panels", "is_leader",
            "评审组 {panel} 有 {n_leaders} 名组长", "1 名组长", "二(三)", "由市评审办明确一名组长",
        ),
    ]  # fmt: skip


def _faults_of_members(tables: Tables) -> list[Fault]:
    """Each member is qualified (二(四)) and was not disqualified before his first score of the year (七(七))."""
    members = tables["panels"].merge(tables["assessors"][["assessor_id", "is_qualified"]], on="assessor_id", how="left")
    first = looked_up(tables["item_scores"].groupby("assessor_id")["scored_on"].min(), members["assessor_id"])
    members["decided_on"] = _disqualified_on(members["assessor_id"], tables["misconduct"])
    return [
        *located(
            members[~members["is_qualified"].fillna(False)], "panels", "assessor_id",
            "评审组 {panel} 的 {assessor_id} 未登记具备资格", "具备资格的评审员", "二(四)",
            "更换评审员，或补登资格认定",
        ),
        *located(
            members[members["decided_on"].notna() & ~(first < members["decided_on"])], "panels", "assessor_id",
            "评审组 {panel} 的 {assessor_id} 已于 {decided_on:%Y-%m-%d} 被取消评审资格", "未被取消评审资格的评审员",
            "七(七)", "更换评审员",
        ),
    ]  # fmt: skip


def _faults_of_seats(tables: Tables, sat: pd.DataFrame, ids: Set[str], least: int, most: int) -> list[Fault]:
    """Who is left on each application: enough members, the leader (R-56), an expert of its sector (二(三), 七(一))."""
    panels = tables["panels"]
    given = tables["panel_applications"][tables["panel_applications"]["application_id"].isin(ids)]
    n_members = panels.groupby("panel").size().astype("Int64")
    n_leaders = panels["is_leader"].fillna(False).astype("Int64").groupby(panels["panel"]).sum()
    left = sat[sat["is_sitting"]]
    given = given.assign(
        n=looked_up(left.groupby("application_id").size().astype("Int64"), given["application_id"]).fillna(0),
        n_members=looked_up(n_members, given["panel"]),
        n_leaders=looked_up(n_leaders, given["panel"]),
        is_led=given["application_id"].isin(left.loc[left["is_leader"], "application_id"]),
        is_expert=given["application_id"].isin(
            left.loc[is_expert(left["expertise"], left["sector"]), "application_id"]
        ),
    )
    made_up = given["n_members"].between(least, most).fillna(False)
    return [
        *located(
            given[given["n_members"].isna()], "panel_applications", "panel",
            "{application_id} 分给评审组 {panel}，而“评审组”表没有该组", "已组建的评审组", "二(三)", "核对评审组编号",
        ),
        *located(
            given[made_up & ~given["n"].between(least, most)], "panel_applications", "application_id",
            "评审组 {panel} 回避或取消资格后，评审 {application_id} 的只剩 {n} 人", f"{least}–{most} 名评审员",
            "七(一)", "改由其他评审组评审，或增补评审员",
        ),
        *located(
            given[(given["n_leaders"] == 1).fillna(False) & ~given["is_led"]], "panel_applications", "application_id",
            "评审组 {panel} 的组长不能评审 {application_id}（回避或被取消资格）", "由不须回避的组长负责",
            "二(三)", "改由其他评审组评审，或另定组长",
        ),
        *located(
            given[made_up & ~given["is_expert"]], "panel_applications", "application_id",
            "评审组 {panel} 没有可评审 {application_id} 的本行业专家", "至少一名专长与其行业相同的评审员",
            "二(三)", "增补行业专家，或改由其他评审组评审",
        ),
    ]  # fmt: skip
