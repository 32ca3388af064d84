"""Papers for the panel and for the vote."""

from __future__ import annotations

from docx.document import Document as Paper

from tests.word_templates.layout import blank
from tests.word_templates.parts import facts, put, signature, table


def onsite_plan() -> Paper:
    """现场评审计划."""
    paper = blank()
    put(paper, [
        ("公文标题", "{{ period }}{{ award_name }}\n{{ panel }}评审组现场评审计划"), ("公文正文", ""),
        ("公文正文", "根据{{ basis }}，对下列进入现场评审的组织实施现场评审，评审标准为{{ standard }}。"),
        ("一级标题", "一、评审组"),
    ])  # fmt: skip
    table(paper, [("编号", "{{ each.id }}", 26), ("姓名", "{{ each.name }}", 40), ("分工", "{{ each.role }}", 40),
                  ("专业领域", "{{ each.expertise }}", 50)], "each in members", centred=(0, 1, 2, 3))  # fmt: skip
    put(paper, [("公文正文", ""), ("一级标题", "二、组织和日期")])
    table(paper, [("组织名称", "{{ each.name }}", 46), ("地址、联系人", "{{ each.contact }}", 56),
                  ("日期", "{{ each.days }}", 30), ("回避", "{{ each.recused }}", 24)],
          "each in visits", centred=(2, 3))  # fmt: skip
    put(paper, [("公文正文", ""), ("一级标题", "三、每家组织的日程")])
    table(paper, [("环节", "{{ each[0] }}", 40), ("内容", "{{ each[1] }}", 116)], "each in agenda", centred=(0,))
    put(paper, [
        ("公文正文", ""), ("一级标题", "四、要求"),
        ("公文正文", "（一）实行组长负责制。评审员先各自逐条打分，再由评审组合议，由组长记录合议结果。"),
        ("公文正文", "（二）与组织有利害关系的，应当回避；列明回避的评审员不参加对该组织的评审。"),
        ("公文正文", "（三）保守组织秘密，遵守评审纪律，不接受组织的宴请和礼品。"),
        ("公文正文", "（四）现场评审报告由组织确认。每家现场评审结束后{{ opinion_days }}个工作日内，将评审意见送"
                     "市评审办。"),
    ])  # fmt: skip
    signature(paper)
    return paper


def ballot() -> Paper:
    """表决票: nothing on it tells one from another."""
    paper = blank()
    put(paper, [
        ("公文标题", "{{ period }}{{ award_name }}\n“{{ award }}”表决票"
                     "{% if round > 1 %}\n（第{{ round }}轮）{% endif %}"),
        ("公文正文", ""), ("公文正文", "{%p if round > 1 %}"),
        ("公文正文", "下列组织在上一轮末位得票相同，按年度规则再投一轮，本轮名额{{ quota }}个。"),
        ("公文正文", "{%p endif %}"),
        ("公文正文", "请对每家候选授奖组织在“赞成”“反对”“弃权”中选一栏画“○”。赞成的不超过{{ quota }}家。"),
    ])  # fmt: skip
    table(paper, [("候选授奖组织", "{{ each }}", 84), ("赞成", "", 24), ("反对", "", 24), ("弃权", "", 24)],
          "each in candidates", height=16, first="表决名单")  # fmt: skip
    put(paper, [
        ("公文正文", ""),
        ("公文正文", "说明：候选授奖组织{{ order }}，排名不分先后。本票无记名，请勿署名或作其他记号。"),
    ])  # fmt: skip
    return paper


def count_sheet() -> Paper:
    """计票单."""
    paper = blank()
    put(paper, [
        ("公文标题", "{{ period }}{{ award_name }}\n“{{ award }}”计票单"),
        ("公文正文", "表决日期：　　　　年　　月　　日　　　　第{{ round }}轮"),
        ("一级标题", "一、到会和选票"),
    ])  # fmt: skip
    facts(paper, [
        ("评议组成员", "　　　　人（不含对本奖项回避的成员），到会　　　　人"),
        ("选票", "发出　　　　张，收回　　　　张，未收回　　　　张"),
        ("其中", "有效　　　　张，无效　　　　张"),
    ], height=9)  # fmt: skip
    put(paper, [("一级标题", "二、得票")])
    table(paper, [("候选授奖组织", "{{ each }}", 76), ("赞成", "", 20), ("反对", "", 20), ("弃权", "", 20),
                  ("合计", "", 20)], "each in candidates", height=10)  # fmt: skip
    put(paper, [
        ("公文正文", "核对：收回与未收回之和等于发出，有效与无效之和等于收回；每家组织的合计等于有效票。只登记票数，"
                     "不登记任何人的投票。"),
        ("公文正文", "{%p if rules %}"),
        ("公文正文", "规则：{{ rules|join('；') }}；{% if round > 1 %}本轮当选的{% else %}获奖组织{% endif %}不超过"
                     "{{ quota }}家，可以空缺。"),
        ("公文正文", "{%p endif %}"),
        ("公文正文", ""), ("公文正文", "计票人：　　　　　　监票人：　　　　　　监督组："),
    ])  # fmt: skip
    return paper
