"""Scores by item: from individual percents to the panel's consensus, shared by 五(二) and 五(四).

Every individual percent is kept; the percent that counts is the consensus which the leader records (二(三), R-60),
never a mean. Points are whole quarters by the rubric of 一(六).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

import pandas as pd

from yiwu_award.errors import Fault, OpenPoint
from yiwu_award.law.rubric import Rubric
from yiwu_award.law.rulebook import Law
from yiwu_award.stages.checks import contains, located, number, option
from yiwu_award.stages.contest import rounded
from yiwu_award.stages.lists import shown

Tables = Mapping[str, pd.DataFrame]
_ITEM = ["application_id", "item"]
_WORDS = ["strengths", "improvements", "spread_note"]
_NAMED_ITEMS = 3  # more open items than these are counted, not named


def of_stage(rows: pd.DataFrame, stage: str, ids: Set[str]) -> pd.DataFrame:
    """Rows of one stage about its own applications, index renewed."""
    return rows[(rows["stage"] == stage) & rows["application_id"].isin(ids)].reset_index(drop=True)


def faults(
    scores: pd.DataFrame, consensus: pd.DataFrame, sat: pd.DataFrame, rubric: Rubric, clause: str
) -> list[Fault]:
    """Scores and consensus that the regulation or the standard does not allow.

    Args:
        scores: individual percents of this stage.
        consensus: the panels' percents of this stage.
        sat: seats of this stage, see ``panels.seats``.
        rubric: the edition's items and step.
        clause: of the stage, 五(二) or 五(四).
    """
    return [
        *_off_the_rubric(scores, "item_scores", rubric),
        *_off_the_rubric(consensus, "item_consensus", rubric),
        *_by_the_wrong_assessor(scores, sat),
        *_by_another_than_the_leader(consensus, sat),
        *_after_the_consensus(scores, consensus, clause),
    ]


def items(scores: pd.DataFrame, consensus: pd.DataFrame, sat: pd.DataFrame, rubric: Rubric, law: Law) -> pd.DataFrame:
    """The panel's result for each item that has a consensus and at least one individual score.

    Args:
        scores: individual percents of this stage, free of faults.
        consensus: the panels' percents of this stage, free of faults.
        sat: seats of this stage.
        rubric: points by item.
        law: ``score.spread_limit`` in percentage points, asked for only where there is a result.

    Returns:
        application_id, item, title, percent, quarters (of a point), lowest and highest individual percent,
        is_spread (highest less lowest over the limit), strengths, improvements, spread_note; by application and item.

    Raises:
        NotInForce: the limit is not decided.
    """
    field = scores[contains(sat, scores, "application_id", "assessor_id")]
    span = field.groupby(_ITEM, as_index=False).agg(lowest=("percent", "min"), highest=("percent", "max"))
    result = consensus.merge(span, on=_ITEM).sort_values(_ITEM, ignore_index=True)
    limit = floor(number(law, "score.spread_limit")) if len(result) else 0
    kept = [*_ITEM, "title", "percent", "quarters", "lowest", "highest", "is_spread", *_WORDS]
    quarters = [rubric.quarters(item, percent) for item, percent in zip(result["item"], result["percent"], strict=True)]
    return result.assign(
        title=result["item"].map({item.code: item.title for item in rubric.items}).astype("string"),
        quarters=pd.array(quarters, dtype="Int64"),
        is_spread=(result["highest"] - result["lowest"] > limit).astype("boolean"),
    )[kept]


def totals(result: pd.DataFrame, rubric: Rubric) -> pd.Series:
    """Quarters of a point by application, for those with a result for every item; Int64, by application_id."""
    by_application = result.groupby("application_id")["quarters"].agg(["size", "sum"])
    return by_application.loc[by_application["size"] == len(rubric.items), "sum"].astype("Int64").rename("quarters")


def severity(scores: pd.DataFrame, sat: pd.DataFrame) -> pd.DataFrame:
    """Each assessor against the others of his panel, item by item; shown, and never used to change a score.

    Args:
        scores: individual percents of this stage, free of faults.
        sat: seats of this stage.

    Returns:
        panel, assessor_id, n_scores (of items that somebody else scored too), and of his percent less the mean of
        theirs, in percentage points to 0.01: mean_difference, lowest_difference, highest_difference; by panel and
        assessor.

    Source: 二(三), R-60.
    """
    rows = scores.merge(sat[["application_id", "assessor_id", "panel"]], on=["application_id", "assessor_id"])
    given = rows.groupby(_ITEM)["percent"]
    rows = rows.assign(n=given.transform("size"), total=given.transform("sum"))
    apart: dict[tuple[str, str], list[Fraction]] = {}
    for row in rows[rows["n"] > 1].itertuples():
        # own less (total - own) / (n - 1)
        difference = Fraction(int(row.n) * int(row.percent) - int(row.total), int(row.n) - 1)
        apart.setdefault((row.panel, row.assessor_id), []).append(difference)
    columns = ("panel", "assessor_id", "n_scores", "mean_difference", "lowest_difference", "highest_difference")
    made = [
        (panel, assessor, len(own), *map(_signed, (Fraction(sum(own), len(own)), min(own), max(own))))
        for (panel, assessor), own in sorted(apart.items())
    ]
    return pd.DataFrame(made, columns=list(columns))


def _signed(value: Fraction) -> Decimal:
    return rounded(value) if value >= 0 else -rounded(-value)


def open_points(
    scores: pd.DataFrame, consensus: pd.DataFrame, result: pd.DataFrame, sat: pd.DataFrame, ids: Set[str],
    rubric: Rubric, clause: str,
) -> list[OpenPoint]:  # fmt: skip
    """What is missing before each item of each application has a sound result, one point per panel and kind.

    An assessor who sits and was not disqualified since owes a percent for every item. Without consensus the stage
    waits for these; once they are all in, it is blocked on the leader. A consensus recorded while some are
    missing is blocked, and so is a spread over the year's limit without a note.

    Args:
        scores: individual percents of this stage.
        consensus: the panels' percents of this stage.
        result: what ``items`` made of these.
        sat: seats of this stage.
        ids: applications that must be complete.
        rubric: the items due.
        clause: of the stage.
    """
    seated = sat[sat["application_id"].isin(ids) & sat["is_sitting"] & sat["disqualified_on"].isna()]
    codes = pd.DataFrame({"item": pd.array([item.code for item in rubric.items], dtype="string")})
    owed = seated[["application_id", "panel", "assessor_id"]].merge(codes, how="cross")
    owed["n_missing"] = (~contains(scores, owed, *_ITEM, "assessor_id")).astype("int64")
    state = owed.groupby([*_ITEM, "panel"], as_index=False)["n_missing"].sum()
    agreed = contains(consensus, state, *_ITEM)
    spread = result[result["is_spread"] & result["spread_note"].isna() & result["application_id"].isin(ids)]
    spread = spread.merge(state[[*_ITEM, "panel"]], on=_ITEM)
    is_scored = state["n_missing"] == 0
    kinds = (
        ("waiting", state[~agreed & ~is_scored], "尚未打分、合议", "评审员完成打分，组长组织合议并登记"),
        ("blocked", state[~agreed & is_scored], "个人打分已齐而没有合议结果", "组长组织合议并登记"),
        ("blocked", state[agreed & ~is_scored], "已合议而仍有评审员没有打分", "补交合议前的打分，或更正合议日期"),
        ("blocked", spread, "打分分歧超过年度限度而没有说明", "组长写明合议理由（分歧说明）"),
    )
    return [
        OpenPoint(kind, clause, f"评审组 {panel} {what}：{_named(rows)}", f"评审组 {panel} 组长", to_do)
        for kind, found, what, to_do in kinds
        for panel, rows in found.groupby("panel")
    ]


def responses(confirmations: pd.DataFrame, stage: str) -> pd.Series:
    """The organisation's answer to the report by application_id: confirmed, disputed or no_reply."""
    rows = confirmations[confirmations["stage"] == stage]
    return rows.set_index("application_id")["response"]


def unconfirmed(
    confirmations: pd.DataFrame, stage: str, ids: Set[str], law: Law, as_of: date, clause: str
) -> list[OpenPoint]:
    """Reports that the organisations have not confirmed yet, in a way that keeps the stage open.

    No answer recorded: waiting. An objection blocks until the leader has answered it on a recorded day (R-24). What a
    reply that stayed out means is the year's rule: ``confirmed`` or ``blocked``.

    Args:
        confirmations: the year's table.
        stage: ``document_review`` or ``onsite_review``.
        ids: applications whose report is finished.
        law: ``confirmation.no_reply``, asked for only where a reply stayed out.
        as_of: the day on which the state is told; an answer dated later is not known yet.
        clause: of the stage.

    Raises:
        NotInForce: the rule is needed and not decided.
    """
    rows = of_stage(confirmations, stage, ids)
    answered = rows["leader_answer"].notna() & (rows["leader_answered_on"] <= pd.Timestamp(as_of)).fillna(False)
    disputed = set(rows.loc[(rows["response"] == "disputed") & ~answered, "application_id"])
    silent = set(rows.loc[rows["response"] == "no_reply", "application_id"])
    if silent and option(law, "confirmation.no_reply") == "confirmed":
        silent = set()
    found = (
        ("waiting", ids - set(rows["application_id"]), "评审报告尚未确认", "市评审办", "送组织确认并登记确认情况"),
        ("blocked", disputed, "组织对评审报告有异议，组长尚未答复", "评审组组长", "答复异议并登记答复及日期"),
        ("blocked", silent, "组织逾期未答复评审报告", "市评审办", "催请组织确认，或请市评委会决定"),
    )
    return [
        OpenPoint(state, clause, f"{what}：{shown(who)}", whom, to_do) for state, who, what, whom, to_do in found if who
    ]


def _off_the_rubric(rows: pd.DataFrame, table: str, rubric: Rubric) -> list[Fault]:
    codes = [item.code for item in rubric.items]
    return [
        *located(
            rows[~rows["item"].isin(codes)], table, "item",
            "评分条款 {item}", f"{rubric.standard} 的评分条款", "一(六)", "核对条款号",
        ),
        *located(
            rows[~rows["percent"].isin(range(0, 101, rubric.step))], table, "percent",
            "{application_id} 的 {item} 得分率 {percent}%", f"0–100 之间 {rubric.step} 的倍数", "一(六)",
            "按评分指南更正得分率",
        ),
    ]  # fmt: skip


def _by_the_wrong_assessor(scores: pd.DataFrame, sat: pd.DataFrame) -> list[Fault]:
    own = sat[["application_id", "assessor_id", "is_recused", "declared_on", "disqualified_on"]]
    rows = scores.merge(own, on=["application_id", "assessor_id"], how="left")
    is_recused = rows["is_recused"].fillna(False) | (rows["scored_on"] >= rows["declared_on"])
    gave = "{assessor_id} 给 {application_id} 的 {item} 打分"
    return [
        *located(
            rows[rows["is_recused"].isna()], "item_scores", "assessor_id",
            gave, "由该组织评审组的评审员打分", "二(三)", "核对评审员和评审组分工，删除组外打分",
            "{assessor_id} 不在该组织的评审组",
        ),
        *located(
            rows[is_recused], "item_scores", "assessor_id",
            gave + "，而其与该组织有利害关系，应当回避", "由不须回避的评审员打分", "七(一)", "删除该打分，报监督组处理",
            "{assessor_id} 应当回避 {application_id}",
        ),
        *located(
            rows[rows["scored_on"] >= rows["disqualified_on"]], "item_scores", "assessor_id",
            gave + "，而其已于 {disqualified_on:%Y-%m-%d} 被取消评审资格", "由有评审资格的评审员打分", "七(七)",
            "删除该打分，报监督组处理", "{assessor_id} 已被取消评审资格",
        ),
    ]  # fmt: skip


def _by_another_than_the_leader(consensus: pd.DataFrame, sat: pd.DataFrame) -> list[Fault]:
    leaders = sat[sat["is_leader"]].assign(recorded_by=sat["assessor_id"])
    is_leaders = contains(leaders, consensus, "application_id", "recorded_by")
    led = leaders[["application_id", "recorded_by", "is_recused", "declared_on", "disqualified_on"]]
    rows = consensus.merge(led, on=["application_id", "recorded_by"])
    recorded = "{recorded_by} 记录 {application_id} 的 {item} 合议结果"
    return [
        *located(
            consensus[~is_leaders], "item_consensus", "recorded_by", recorded,
            "由该组织评审组的组长记录", "二(三)", "由组长确认合议结果并记录",
            "{recorded_by} 不是 {application_id} 的组长",
        ),
        *located(
            rows[rows["is_recused"] | (rows["recorded_on"] >= rows["declared_on"])], "item_consensus", "recorded_by",
            recorded + "，而其与该组织有利害关系，应当回避", "由不须回避的组长记录", "七(一)",
            "由新任组长组织合议并记录，报监督组处理", "{recorded_by} 应当回避 {application_id}",
        ),
        *located(
            rows[rows["recorded_on"] >= rows["disqualified_on"]], "item_consensus", "recorded_by",
            recorded + "，而其已于 {disqualified_on:%Y-%m-%d} 被取消评审资格", "由有评审资格的组长记录", "七(七)",
            "由新任组长组织合议并记录，报监督组处理", "{recorded_by} 取消资格后仍记录合议",
        ),
    ]  # fmt: skip


def _after_the_consensus(scores: pd.DataFrame, consensus: pd.DataFrame, clause: str) -> list[Fault]:
    rows = scores.merge(consensus[[*_ITEM, "recorded_on"]], on=_ITEM)
    return located(
        rows[rows["scored_on"] > rows["recorded_on"]], "item_scores", "scored_on",
        "{assessor_id} 于 {scored_on:%Y-%m-%d} 给 {application_id} 的 {item} 打分，晚于合议（{recorded_on:%Y-%m-%d}）",
        "个人打分在合议之前", clause, "核对两个日期；合议后不得再打分",
    )  # fmt: skip


def _named(rows: pd.DataFrame) -> str:
    """E.g. ``A01（4.1.2、4.1.3）；A02（23 条）``."""
    return "；".join(
        f"{application}（{shown(of['item']) if len(of) <= _NAMED_ITEMS else f'{len(of)} 条'}）"
        for application, of in rows.groupby("application_id")
    )
