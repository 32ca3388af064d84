"""What would meet 三(五)1–(七): tax and construction credit, prize projects, farm products, yield of land."""

from __future__ import annotations

from datetime import date

from yiwu_award.law import grades
from yiwu_award.papers.counterfactual.change import Answer, Asked, Edit, Remedy
from yiwu_award.stages.conditions.standing import QUARTERS
from yiwu_award.tables.contracts import contract

MONTHS_OF_QUARTER = (1, 4, 7, 10)


def latest_tax_grade(asked: Asked) -> Answer:
    """三(五)1: the grade published last; where none was, one published by the day."""
    wanted = str(asked.law["tax_credit.required_grade"])
    rows = asked.rows("tax_credit").sort_values(["rating_year", "published_on"])
    known = rows[rows["published_on"].dt.date <= asked.facts.day]
    if known.empty:
        year = asked.law.day.year - 1
        sets = {"grade": wanted}
        new = asked.edit("tax_credit", sets, rating_year=year, published_on=asked.facts.day)
        text = f"须有 {asked.facts.day} 以前公布的纳税信用级别，并且最近一次为 {wanted} 级。"
        return Answer((Remedy(text, (new,)),))
    last = known.iloc[-1]
    key = {"rating_year": int(last["rating_year"]), "published_on": last["published_on"].date()}
    text = (
        f"最近一次公布的纳税信用级别（{key['rating_year']} 年度，{key['published_on']} 公布）须为 {wanted} 级。"
        "以后年度公布为该级的，可在当年申报。"
    )
    return Answer((Remedy(text, (asked.edit("tax_credit", {"grade": wanted}, **key),)),))


def graded_each_quarter(asked: Asked, register: str) -> Answer:
    """三(五)2a、2c: each quarter below the floor, or missing, at the floor."""
    law = asked.law
    n_quarters, floor = int(law["construction.quarters"]), str(law[f"construction.{register}_grade"])
    quarters_to = QUARTERS[law.reading("R-14")]
    own = asked.rows("construction_credit", register=register).set_index("quarter")["grade"].to_dict()
    due = quarters_to(asked.facts.years_to, n_quarters)
    low = [quarter for quarter in due if quarter in own and not _reaches(own[quarter], floor)]
    missing = [quarter for quarter in due if quarter not in own]
    name = contract("construction_credit").labels("register")[register]
    sentences = [f"{name} {quarter} 的等级须不低于 {floor}（现为 {own[quarter]}）" for quarter in low]
    sentences += [f"须补来{name} {'、'.join(missing)} 的等级，并且不低于 {floor}"] if missing else []
    remedy = Remedy("；".join(sentences) + "。", tuple(_graded(asked, register, (*low, *missing), floor)))
    laters = []
    for quarter in low[-1:]:
        for day in _quarters_begin_after(quarter, 2 * n_quarters):
            window = quarters_to(day, n_quarters)
            if quarter not in window:
                rest = [each for each in window if not _reaches(own.get(each), floor)]
                text = (
                    f"评价计算到 {day} 或以后的年度，不再看 {quarter}；"
                    f"届时所看的 {window[0]} 至 {window[-1]} 各季度都须不低于 {floor}，本项才符合。"
                )
                laters.append(Remedy(text, tuple(_graded(asked, register, rest, floor)), day=day))
    return Answer((remedy,), tuple(laters))


def enough_prize_projects(asked: Asked) -> Answer:
    """三(五)2b: one more project, or two, or as many as it takes."""
    law, day = asked.law, asked.facts.years_to
    wanted, years = int(law["construction.projects"]), int(law["construction.project_years"])
    level = str(law["construction.project_level"])
    title = contract("quality_projects").labels("level")[level]
    return Answer(
        tuple(
            Remedy(
                f"至 {day} 的近 {years} 年内，须另有 {more} 项“{title}”或更高级别的获奖工程，由该组织承建。",
                tuple(
                    asked.edit(
                        "quality_projects", {"level": level, "role": "main", "awarded_on": day},
                        project=f"另一项工程（{number}）", prize=title,
                    )
                    for number in range(1, more + 1)
                ),
            )
            for more in range(1, wanted + 1)
        )
    )  # fmt: skip


def land_yield_grade(asked: Asked) -> Answer:
    """三(七): the grade of the year before at the floor; which rows stand for it is tried out (reading R-18)."""
    floor, year = str(asked.law["land_productivity.required_grade"]), asked.law.day.year - 1
    made = contract("land_productivity")
    rows = asked.rows("land_productivity", rating_year=(year, year - 1)).sort_values("rating_year", ascending=False)
    words = made.labels("grade")
    remedies = [
        Remedy(
            f"{row.rating_year} 年度亩产效益综合评价须为 {floor} 类或更高（现为 {words.get(row.grade, '空白')}）。",
            (asked.edit("land_productivity", {"grade": floor}, rating_year=int(row.rating_year)),),
        )
        for row in rows.itertuples()
    ]
    published = {"grade": floor, "published_on": asked.law.day}
    missing = Remedy(
        f"须有 {year} 年度的亩产效益综合评价，并且为 {floor} 类或更高。",
        (asked.edit("land_productivity", published, rating_year=year),),
    )
    return Answer((*remedies, missing))


def _graded(asked: Asked, register: str, quarters: tuple[str, ...] | list[str], grade: str) -> list[Edit]:
    return [
        asked.edit("construction_credit", {"grade": grade}, register=register, quarter=quarter) for quarter in quarters
    ]


def _reaches(grade: object, floor: str) -> bool:
    scale = grades.CONSTRUCTION
    return grade in scale and scale.index(str(grade)) >= scale.index(floor)


def _quarters_begin_after(quarter: str, n: int) -> list[date]:
    """The first days of the ``n`` quarters that follow one."""
    first = 4 * int(quarter[:4]) + int(quarter[5]) - 1
    return [date(number // 4, MONTHS_OF_QUARTER[number % 4], 1) for number in range(first + 1, first + n + 1)]
