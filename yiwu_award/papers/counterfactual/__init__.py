"""What would have to be otherwise for a decision to be another one, part by part, proven by deciding again.

``REMEDIES`` is the table of contents, in the order of ``law.clauses.parts()``; ``proof.py`` tries what it offers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from yiwu_award.papers.counterfactual import admission, record, standing
from yiwu_award.papers.counterfactual.change import Answer, Asked
from yiwu_award.stages.conditions.record import ACCIDENTS, FOREIGN
from yiwu_award.stages.conditions.standing import FARM_PRODUCT_KINDS


def certificate(what: str, *kinds: str, level: str | None = None) -> Callable[[Asked], Answer]:
    """A valid certificate of one of some kinds; ``level`` is the parameter with the lowest level that is enough."""

    def remedy(asked: Asked) -> Answer:
        return admission.certified(asked, kinds, what, str(asked.law[level]) if level else None)

    return remedy


def quarters_of(register: str) -> Callable[[Asked], Answer]:
    """Grades of each quarter in one register."""
    return lambda asked: standing.graded_each_quarter(asked, register)


def incidents(*kinds: str, when: tuple[str, ...] = ()) -> Callable[[Asked], Answer]:
    """No incident of some kinds for which the columns ``when`` are true."""
    return lambda asked: record.no_incident(asked, kinds, when)


REMEDIES: Mapping[str, Callable[[Asked], Answer]] = MappingProxyType({
    "四(二)a": admission.received_in_time,
    "四(二)b": admission.materials_complete,
    "一(二)": admission.fit_for_award,
    "一(三)": admission.fit_for_award,
    "三(一)a": admission.registered_in_yiwu,
    "三(一)b": admission.registered_for_years,
    "三(一)c": admission.operating_normally,
    "三(二)": admission.attested,
    "三(三)a": certificate("质量管理体系", "quality_management"),
    "三(三)b": certificate("环境管理体系", "environment_management"),
    "三(三)c": admission.excellence_for_years,
    "三(三)d": admission.attested,
    "三(三)e": admission.attested,
    "三(四)": admission.attested,
    "三(五)": admission.attested,
    "三(五)1": standing.latest_tax_grade,
    "三(五)2a": quarters_of("credit_website"),
    "三(五)2b": standing.enough_prize_projects,
    "三(五)2c": quarters_of("construction_system"),
    "三(六)": certificate("农产品认证", *FARM_PRODUCT_KINDS),
    "三(七)": standing.land_yield_grade,
    "三(八)a": record.inspections_passed,
    "三(八)b": incidents(*ACCIDENTS, when=("is_major",)),
    "三(八)c": incidents(*FOREIGN),
    "三(八)d": incidents("complaint", when=("is_org_responsible", "is_major")),
    "三(八)e": incidents("violation", when=("is_major",)),
    "三(九)": certificate("安全生产标准化", "safety_standard", level="safety_standard.required_level"),
    "七(二)": record.not_barred,
    "二(一)2": record.past_laureate_may_apply,
})  # fmt: skip
