"""What a clerk does in a year, step by step, in the workbooks that he has then and in their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from tests.clerk.story import (
    APPLICANTS,
    APPROVED,
    ASSESSORS,
    DEPARTMENTS,
    DOCUMENT,
    DUTIES,
    IN_THE_RUNNING,
    OFFICE,
    RULES,
    SCHEDULE,
)
from tests.clerk.workbooks import Row, complete, fill_in
from tests.sample_years.invented import organisation

# stage → the day on which its forms are answered
DAYS = {
    "2": "2026-06-05",
    "3": "2026-07-01",
    "4": "2026-08-01",
    "5": "2026-08-21",
    "6": "2026-09-23",
    "7": "2026-09-24",
}
LISTS = {"质量奖": ("A2601", "A2602"), "创新奖": ("A2603",)}


def conduct(
    desk: Path, send_out: Callable[[str], Iterable[Path]], take_back: Callable[[list[Path], str], None]
) -> None:
    """The whole year, from the blank workbooks to the prizes.

    Args:
        desk: the year's folder, as ``new`` made it.
        send_out: from a stage's number to the forms made for it.
        take_back: puts the answered forms of a stage onto the desk.
    """

    def ask(stage: str) -> None:
        forms = list(send_out(stage))
        for form in forms:
            if form.name.startswith("评议组成员"):
                call_the_voters(form)
            else:
                answer(form, DAYS[stage])
        take_back(forms, stage)

    open_the_year(desk)
    take_in_applications(desk)
    collect_the_registers(desk)
    ask("2")
    record(desk, "资格合格名单", "市评审办", "2026-06-12")
    form_a_panel(desk)
    ask("3")
    record(desk, "现场评审名单", "市评审办", "2026-07-17")
    ask("4")
    ask("5")
    record(desk, "候选授奖组织名单", "市评审办", "2026-09-15")
    ask("6")
    record(desk, "初选授奖组织名单", "评议组", "2026-09-23")
    ask("7")
    publish_the_notice(desk, "2026-09-28")
    fill_in(desk / "零报告.xlsx", {"事项": "没有公示异议", "报告人": "市评审办", "核查日期": "2026-10-12"})
    record(desk, "拟授奖组织名单", "市评委会", "2026-10-20")
    record(desk, "市政府批准名单", "市政府", "2026-11-10")
    pay_the_prizes(desk)


def open_the_year(desk: Path) -> None:
    """The three workbooks that no year begins without."""
    complete(desk / "年度日程.xlsx", lambda row: {"日期": SCHEDULE[row["事项"]]} if row["事项"] in SCHEDULE else None)
    complete(desk / "年度与办公室信息.xlsx", lambda row: _only(内容=OFFICE.get(row["项目"])))
    complete(desk / "年度实施规则.xlsx", _rule)
    fill_in(
        desk / "年度实施规则.xlsx",
        *(
            {"规则键": "department.full_marks", "适用对象": department, "取值": marks, **_BY_COMMITTEE}
            for department, marks in list(DEPARTMENTS.items())[1:]
        ),
    )
    media = (("虚构日报", "是"), ("虚构市门户网站", "否"))
    fill_in(
        desk / "媒体发布.xlsx", *(_published("申报通告", *medium, SCHEDULE["发布申报通知通告"]) for medium in media)
    )


_BY_COMMITTEE = {"依据文件": DOCUMENT, "审定机构": "市评委会", "审定日期": APPROVED, "是否公开": "是"}


def _only(**given: str | None) -> Row | None:
    return given if any(given.values()) else None


def _rule(row: dict[str, str]) -> Row | None:
    meaning = row["※含义"].partition("：")[0]
    if row["规则键"].startswith("R-"):
        return {"取值": row["※含义"].partition("未确认时按：")[2], **_BY_COMMITTEE}
    if meaning == "部门评审满分":
        department, marks = next(iter(DEPARTMENTS.items()))
        return {"适用对象": department, "取值": marks, **_BY_COMMITTEE}
    return {"取值": RULES[meaning], **_BY_COMMITTEE} if meaning in RULES else None


def _published(what: str, medium: str, is_main: str, day: str) -> Row:
    return {"内容": what, "媒体": medium, "是否市级主要媒体": is_main, "发布日期": day}


def take_in_applications(desk: Path) -> None:
    """申报受理: who applied, and what he handed in."""
    fill_in(
        desk / "申报组织.xlsx",
        *(
            {
                "申报编号": number, "组织名称": who.name, "统一社会信用代码": who.uscc, "申报奖项": award,
                "业务类别": activity, "行业": sector, "实施卓越绩效起始日": "2019年3月1日", "报送日期": "2026/4/20",
                "镇街": "虚构街道", "联系人": "贾乙丑",
            }
            for number, (who, award, activity, sector) in APPLICANTS.items()
        ),
    )  # fmt: skip
    fill_in(
        desk / "申报材料.xlsx",
        *(
            {"申报编号": number, "材料": material, "收到日期": "2026-04-20", "是否齐全": "是"}
            for number in APPLICANTS
            for material in ("申报表", "自我评价报告", "证实性材料")
        ),
    )


def collect_the_registers(desk: Path) -> None:
    """资格审查: what the departments' registers say, and who looks into what."""
    fill_in(
        desk / "登记信息.xlsx",
        *(
            {"申报编号": number, "成立日期": "2010-05-06", "是否在义乌登记": "是", "登记状态": "存续",
             "是否列入经营异常名录": "否", "登记机关": "义乌市市场监督管理局"}
            for number in APPLICANTS
        ),
    )  # fmt: skip
    fill_in(
        desk / "认证与达标证书.xlsx",
        *(_certificate(number, kind) for number in APPLICANTS for kind in ("质量管理体系", "环境管理体系")),
        _certificate("A2601", "安全生产标准化") | {"等级": "三级"},
    )
    fill_in(
        desk / "纳税信用等级.xlsx",
        *(
            {
                "申报编号": number,
                "评价年度": 2025,
                "信用级别": "B" if number == "A2604" else "A",
                "公布日期": "2026-04-15",
            }
            for number in APPLICANTS
        ),
    )
    fill_in(
        desk / "亩产效益综合评价.xlsx",
        {"申报编号": "A2601", "评价年度": 2025, "类别": "A", "公布日期": "2026-04-10"},
    )
    fill_in(
        desk / "零报告.xlsx",
        *(
            {"事项": subject, "报告人": "市评审办", "核查日期": "2026-05-18"}
            for subject in ("没有曾获奖组织", "没有撤销荣誉")
        ),
    )
    complete(desk / "部门分工.xlsx", lambda row: {"部门": DUTIES[row["条款项"]]} if row["条款项"] in DUTIES else None)


def _certificate(number: str, kind: str) -> Row:
    return {"申报编号": number, "证书类别": kind, "证书编号": f"虚{number}{kind}", "证书状态": "有效",
            "生效日期": "2025-01-01", "有效期至": "2027-12-31"}  # fmt: skip


def answer(form: Path, day: str) -> None:
    """Complete a form as its receiver would, on a day; which table it is stands in its name."""
    title = form.name.partition("-")[0]
    complete(form, lambda row: _ANSWERS[title](row, day))


def _scored(row: dict[str, str], day: str) -> Row:
    """云梯 is given less than the two that apply for the 质量奖, 布谷 the most; the panel agrees at once."""
    percent = {"A2601": 80, "A2602": 70, "A2603": 60}[row["申报编号"]]
    if "合议得分率" in row:
        return {"合议得分率": percent, "记录日期": day, "优势": "虚构优势", "改进机会": "虚构改进"}
    return {"得分率": percent, "打分日期": day}


_MARKS = {"市市场监管局": 90, "市经信局": 55}
_VOTES = {"A2601": 9, "A2602": 8, "A2603": 7}  # of nine papers
_ANSWERS: dict[str, Callable[[dict[str, str], str], Row]] = {
    "部门核查意见": lambda _row, day: {"结论": "符合", "依据": "虚核查记录", "日期": day},
    "评分条款打分": _scored,
    "评分条款合议": _scored,
    "评审报告确认": lambda _row, day: {"确认情况": "已确认", "日期": day},
    "部门评审": lambda row, day: {"答复": "已评分", "得分": _MARKS[row["部门"]], "是否否决": "否", "日期": day},
    "信用积分": lambda _row, day: {"信用积分": 930, "采集日期": day},
    "现场评审": lambda _row, day: {"开始日期": "2026-08-20", "结束日期": day},
    "评审组现场评审意见": lambda _row, day: {"评审意见": "虚构意见", "提交日期": day},
    "选票统计": lambda _row, day: {"发出票数": 9, "收回票数": 9, "未收回票数": 0, "有效票数": 9, "废票数": 0,
                             "表决日期": day},
    "计票结果": lambda row, _day: {"赞成票": _VOTES[row["申报编号"]], "反对票": 9 - _VOTES[row["申报编号"]],
                               "弃权票": 0},
}  # fmt: skip


def record(desk: Path, act: str, body: str, day: str) -> None:
    """决定与名单: a body has settled a list."""
    fill_in(
        desk / "决定与名单.xlsx",
        *(
            {"决定": act, "奖项": award, "申报编号": number, "作出机构": body, "文件": f"虚〔2026〕{act}", "日期": day}
            for award, numbers in LISTS.items()
            for number in numbers
        ),
    )


def form_a_panel(desk: Path) -> None:
    """评审组: three assessors, none of whom has anything to do with an applicant."""
    fill_in(
        desk / "评审员.xlsx",
        *(
            {"评审员编号": number, "姓名": f"甄{field[:1]}", "工作单位": "虚构研究院",
             "单位统一社会信用代码": organisation("虚构研究院", 9701, "12").uscc, "行业专长": field,
             "是否具备资格": "是", "资格认定依据": "虚构证书"}
            for number, field in ASSESSORS.items()
        ),
    )  # fmt: skip
    fill_in(
        desk / "评审组.xlsx",
        *(
            {"评审组": "P1", "评审员编号": number, "是否组长": "是" if number == "E01" else "否"}
            for number in ASSESSORS
        ),
    )
    fill_in(desk / "评审组分工.xlsx", *({"评审组": "P1", "申报编号": number} for number in IN_THE_RUNNING))
    fill_in(
        desk / "零报告.xlsx",
        *({"事项": "没有利害关系", "报告人": number, "核查日期": "2026-06-15"} for number in ASSESSORS),
    )


def call_the_voters(form: Path) -> None:
    """评议组成员: nine who all come."""
    kinds = ("评委会成员", "上年度五十强企业代表", "行业协会代表")
    fill_in(
        form,
        *(
            {"成员编号": f"V{number:02d}", "姓名": f"乌{number}", "身份": kinds[number % 3], "单位": f"虚构局{number}",
             "是否到会": "是"}
            for number in range(1, 10)
        ),
    )  # fmt: skip


def publish_the_notice(desk: Path, day: str) -> None:
    """媒体发布: both media that the year's rule names."""
    media = (("虚构日报", "是"), ("虚构市门户网站", "否"))
    fill_in(desk / "媒体发布.xlsx", *(_published("初选名单公示", *medium, day) for medium in media))


def pay_the_prizes(desk: Path) -> None:
    """奖金拨付: what the regulation gives."""
    prizes = {"A2601": 1_000_000, "A2602": 1_000_000, "A2603": 300_000}
    fill_in(
        desk / "奖金拨付.xlsx",
        *(
            {"申报编号": number, "金额（元）": amount, "预算年度": 2026, "拨付日期": "2026-12-10"}
            for number, amount in prizes.items()
        ),
    )
