"""三、申报条件, with what else decides whether an application may be judged: one small function per clause part.

``CONDITIONS`` is the table of contents, in the regulation's order; ``stages/verdicts.py`` loops over it. An award of
a higher government is no condition and no obstacle (R-06).
"""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import partial
from typing import NamedTuple

import pandas as pd

from yiwu_award.stages.conditions import admission, record, standing
from yiwu_award.stages.conditions.finding import Facts, Finding, Scope, labels


class Condition(NamedTuple):
    """One clause part as the program decides it.

    Attributes:
        part: the clause part, e.g. ``三(五)2a``.
        decide: what is found for every application in its scope.
        asks: the incoming table whose supplier can close a gap.
        scope: whom it concerns.
        is_dated: whether time alone, or news, can turn a yes into a no: looked at again before the notice.
        takes_attestations: whether departments give their opinion on this part.
    """

    part: str
    decide: Callable[[Facts], Finding]
    asks: str
    scope: Callable[[Facts], Scope]
    is_dated: bool = False
    takes_attestations: bool = False


def everyone(facts: Facts) -> Scope:
    """Every applicant."""
    index = facts.applications.index
    return Scope(pd.Series(True, index=index), lambda: pd.Series(pd.NA, index=index, dtype="string"))


def for_award(award: str, facts: Facts) -> Scope:
    """Applicants for one award."""
    awards = facts.applications["award"]
    return Scope(awards == award, lambda: "申报奖项：" + labels(awards, "applications", "award"))


def in_sectors(sectors: Set[str], facts: Facts) -> Scope:
    """Applicants of some sectors."""
    own = facts.applications["sector"]
    return Scope(own.isin(sectors), lambda: "行业：" + labels(own, "applications", "sector"))


_for_quality_award = partial(for_award, "quality_award")
_for_innovation_award = partial(for_award, "innovation_award")
_builders = partial(in_sectors, {"construction"})
_farms = partial(in_sectors, {"agriculture"})
_factories_and_mines = partial(in_sectors, {"industry", "mining"})

CONDITIONS = (
    Condition("四(二)a", admission.received_in_time, "applications", everyone),
    Condition("四(二)b", admission.materials_complete, "materials", everyone),
    Condition("一(二)", admission.fit_for_quality_award, "attestations", _for_quality_award,
              takes_attestations=True),
    Condition("一(三)", admission.fit_for_innovation_award, "attestations", _for_innovation_award,
              takes_attestations=True),
    Condition("三(一)a", admission.registered_in_yiwu, "registrations", everyone),
    Condition("三(一)b", admission.registered_for_years, "registrations", everyone),
    Condition("三(一)c", admission.operating_normally, "registrations", everyone),
    Condition("三(二)", admission.lawful_operation, "attestations", everyone, takes_attestations=True),
    Condition("三(三)a", admission.quality_system_certified, "certificates", everyone, is_dated=True),
    Condition("三(三)b", admission.environment_system_certified, "certificates", everyone, is_dated=True),
    Condition("三(三)c", admission.excellence_for_years, "applications", admission.bound_to_excellence_years),
    Condition("三(三)d", admission.leading_in_city, "attestations", everyone, takes_attestations=True),
    Condition("三(三)e", admission.leading_in_country, "attestations", everyone, takes_attestations=True),
    Condition("三(四)", admission.innovation_with_effect, "attestations", everyone, takes_attestations=True),
    Condition("三(五)", standing.good_name, "attestations", standing.bound_to_good_name, takes_attestations=True),
    Condition("三(五)1", standing.latest_tax_grade_is_a, "tax_credit", everyone, is_dated=True),
    Condition("三(五)2a", standing.credit_website_each_quarter, "construction_credit", _builders, is_dated=True),
    Condition("三(五)2b", standing.enough_prize_projects, "quality_projects", _builders),
    Condition("三(五)2c", standing.construction_system_each_quarter, "construction_credit", _builders, is_dated=True),
    Condition("三(六)", standing.farm_product_certified, "certificates", _farms, is_dated=True),
    Condition("三(七)", standing.land_yield_grade, "land_productivity", _factories_and_mines),
    Condition("三(八)a", record.inspections_passed, "attestations", everyone, is_dated=True, takes_attestations=True),
    Condition("三(八)b", record.no_major_accident, "attestations", everyone, is_dated=True, takes_attestations=True),
    Condition("三(八)c", record.no_foreign_notice, "attestations", everyone, is_dated=True, takes_attestations=True),
    Condition("三(八)d", record.no_major_complaint, "attestations", everyone, is_dated=True, takes_attestations=True),
    Condition("三(八)e", record.no_serious_violation, "attestations", everyone, is_dated=True, takes_attestations=True),
    Condition("三(九)", record.safety_standard_reached, "certificates", _factories_and_mines, is_dated=True),
    Condition("七(二)", record.not_barred, "revocations", everyone, is_dated=True),
    Condition("二(一)2", record.past_laureate_may_apply, "honours", everyone),
)  # fmt: skip
PARTS = tuple(condition.part for condition in CONDITIONS)
