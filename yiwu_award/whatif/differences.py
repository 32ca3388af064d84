"""What a variant changes against the year as it stands. Pure; frames of ``whatif.outcome`` in, frames out."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from yiwu_award.whatif.outcome import SUBJECTS

STATUS = "假设，不是结论"  # stands in every row: a table that is copied elsewhere still says what it is
OF = ("status", "award_year", "variant")
CHANGES = (*OF, "subject", "award", "application_id", "org_name", "part", "was", "becomes", "was_detail",
           "becomes_detail")  # fmt: skip
UNTOLD = (*OF, "subject", "award", "why")
_KEY = ["subject", "application_id", "part"]
_NOT_YET = "该年度按现行规定也还没有结果："
_AS_IT_STANDS = ""  # the variant's name in the rows of the year itself


class Differences(NamedTuple):
    """What variants change.

    Attributes:
        changes: CHANGES, a row for each verdict, place or membership that isn't the same; blank where there is none.
        untold: UNTOLD, what can't be told under a variant, and why.
    """

    changes: pd.DataFrame
    untold: pd.DataFrame


def differences(outcomes: pd.DataFrame) -> Differences:
    """What changes, and what can't be told.

    Args:
        outcomes: the frames of ``whatif.outcome.outcome`` with ``award_year`` and ``variant``, "" for the year as it
            stands, one below the other.

    Returns:
        In the order in which the outcomes came, subjects in the order of the review.
    """
    changes, untold = [pd.DataFrame(columns=list(CHANGES))], [pd.DataFrame(columns=list(UNTOLD))]
    for award_year, of_year in outcomes.groupby("award_year", sort=False):
        as_it_stands = of_year[of_year["variant"] == _AS_IT_STANDS]
        for variant, supposed in of_year[of_year["variant"] != _AS_IT_STANDS].groupby("variant", sort=False):
            of = dict(zip(OF, (STATUS, award_year, variant), strict=True))
            changes.append(_changes(as_it_stands, supposed).assign(**of)[list(CHANGES)])
            untold.append(_untold(as_it_stands, supposed).assign(**of)[list(UNTOLD)])
    return Differences(_joined(changes), _joined(untold))


def _changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    blank = pd.concat([before, after])
    blank = blank[blank["application_id"].isna()]
    both = _facts(before).merge(_facts(after), on=_KEY, how="outer", suffixes=("", "_after"))
    both["award"] = both["award"].fillna(both["award_after"])
    both["org_name"] = both["org_name"].fillna(both["org_name_after"])
    both = both[both["value"].fillna("") != both["value_after"].fillna("")]
    both = both[~_is_blank(both, blank)]
    order = {subject: number for number, subject in enumerate(SUBJECTS)}
    both = both.assign(order=both["subject"].map(order)).sort_values(["order", "application_id", "part"])
    titles = {"value": "was", "value_after": "becomes", "detail": "was_detail", "detail_after": "becomes_detail"}
    return both.rename(columns=titles)


def _untold(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """What can't be told under the variant, and what the year as it stands doesn't tell yet, whatever the variant."""
    blank = before[before["application_id"].isna()]
    not_yet = blank.assign(detail=_NOT_YET + blank["detail"])
    new = after[after["application_id"].isna()]
    return pd.concat([new[~_is_blank(new, blank)], not_yet]).rename(columns={"detail": "why"})


def _is_blank(rows: pd.DataFrame, blank: pd.DataFrame) -> pd.Series:
    """Which rows are about a subject, of their award or of both, that can't be told."""
    of_both = set(blank.loc[blank["award"].isna(), "subject"])
    of_one = set(zip(blank["subject"], blank["award"], strict=True))
    is_blank = [row.subject in of_both or (row.subject, row.award) in of_one for row in rows.itertuples()]
    return pd.Series(is_blank, index=rows.index, dtype=bool)


def _facts(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["application_id"].notna()].fillna({"part": ""})


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([frame.astype("string") for frame in frames], ignore_index=True)
