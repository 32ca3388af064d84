"""Letters to one organisation."""

from __future__ import annotations

from docx.document import Document as Paper

from tests.word_templates.layout import blank
from tests.word_templates.parts import annex, facts, put, signature, table

_CONTACT = ("公文正文", "联系人：{{ office.organisation }}，联系电话：{{ office.phone }}。")
_APPLIED = "你单位申报{{ edition }}“{{ award }}”（申报编号{{ application_id }}）"
_POINTS = "{{ points }}分{% if place %}，在{{ field_size }}家申报组织中列第{{ place }}名{% endif %}"
_FOUND = (
    [("条款", "{{ each.item }} {{ each.title }}", 34), ("优势", "{{ each.strengths }}", 61),
     ("改进机会", "{{ each.improvements }}", 61)],
    "each in items",
)  # fmt: skip


def incomplete() -> Paper:
    """申报材料告知书."""
    paper = blank()
    put(paper, [
        ("公文标题", "申报材料告知书"), ("公文正文", ""), ("主送机关", "{{ org_name }}："),
        ("公文正文", f"{_APPLIED}的材料，我办已于{{{{ received_on }}}}收到。经核对，下列材料不齐全："),
        ("公文正文", "{%p for each in missing %}"),
        ("公文正文", "{{ loop.index }}.{{ each }}{{ '。' if loop.last else '；' }}"),
        ("公文正文", "{%p endfor %}"),
        ("公文正文", "{%p if supplement_due %}"),
        ("公文正文", "请于{{ supplement_due }}前（含当日）补齐；逾期未补齐的，按申报材料不齐全处理。"),
        ("公文正文", "{%p else %}"),
        ("公文正文", "本年度申报已于{{ closes_on }}截止，截止后不再补正。上述情况在资格审查中一并认定，结果另行告知。"),
        ("公文正文", "{%p endif %}"),
        _CONTACT,
    ])  # fmt: skip
    signature(paper)
    return paper


def ineligible() -> Paper:
    """资格审查结果告知书."""
    paper = blank()
    put(paper, [
        ("公文标题", "资格审查结果告知书"), ("公文正文", ""), ("主送机关", "{{ org_name }}："),
        ("公文正文", f"{_APPLIED}。根据{{{{ basis }}}}，我办会同有关部门核查了申报条件和申报材料。经核查，你单位有"
                     "{{ findings|length }}项不符合本年度申报条件，未列入资格合格组织名单。具体情况如下："),
    ])  # fmt: skip
    table(paper, [("条款", "{{ each.clause }}\n{{ each.title }}", 32), ("要求", "{{ each.required }}", 38),
                  ("核查事实", "{{ each.fact }}", 50), ("事实来源", "{{ each.source }}", 36)],
          "each in findings")  # fmt: skip
    put(paper, [
        ("公文正文", ""),
        ("公文正文", "上述结论只对本年度的申报作出。对所列事实有疑问的，可以书面说明情况并附证据，送我办核实。"),
        _CONTACT,
    ])  # fmt: skip
    signature(paper)
    return paper


def feedback() -> Paper:
    """资料评审反馈书."""
    paper = blank()
    put(paper, [
        ("公文标题", "资料评审反馈书"), ("公文正文", ""), ("主送机关", "{{ org_name }}："),
        ("公文正文", f"{_APPLIED}，经资格审查合格，由评审组依据{{{{ standard }}}}对申报资料进行了评审。"
                     "经研究，你单位未进入现场评审。现将资料评审情况反馈如下，供改进质量管理时参考。"),
        ("公文正文", "{%p if points %}"),
        ("公文正文", f"资料评审得分为{_POINTS}。"),
        ("公文正文", "{%p endif %}"),
    ])  # fmt: skip
    _found(paper)
    put(paper, [
        ("公文正文", ""), ("公文正文", "感谢你单位参与本年度评选，欢迎继续推进卓越绩效管理并再次申报。"), _CONTACT,
    ])  # fmt: skip
    signature(paper)
    return paper


def document_report() -> Paper:
    """资料评审报告."""
    return _report("资料评审报告", "评审组依据{{ standard }}，对你单位的申报资料逐条评审、合议，形成本报告。")


def onsite_report() -> Paper:
    """现场评审报告."""
    return _report(
        "现场评审报告",
        "评审组依据{{ standard }}，{% if visited %}于{{ visited }}{% endif %}到你单位进行现场评审，"
        "逐条合议，形成本报告。",
    )


def outcome() -> Paper:
    """评审结果告知书."""
    paper = blank()
    put(paper, [
        ("公文标题", "评审结果告知书"), ("公文正文", ""), ("主送机关", "{{ org_name }}："),
        ("公文正文", f"{_APPLIED}的评审工作已经结束，现将结果告知如下。"),
        ("公文正文", "{{ result }}。"),
        ("公文正文", "{%p if points %}"),
        ("公文正文", f"你单位的评审总分为{_POINTS}。"),
        ("公文正文", "{%p endif %}"),
        ("公文正文", "{%p if is_laureate %}"),
        ("公文正文", "奖牌、证书和奖金（人民币{{ prize }}）另行颁发。请你单位持续改进质量管理，积极介绍先进经验；"
                     "奖金主要用于内部质量改进和与质量有关的公益活动；使用荣誉称号时注明获奖年份，不得用于产品宣传。"),
        ("公文正文", "{%p else %}"),
        ("公文正文", "感谢你单位参与本年度评选，欢迎继续推进卓越绩效管理并再次申报。"),
        ("公文正文", "{%p endif %}"),
        _CONTACT,
    ])  # fmt: skip
    signature(paper)
    return paper


def _report(title: str, how: str) -> Paper:
    paper = blank()
    put(paper, [
        ("公文标题", f"{title}\n（送请确认）"), ("公文正文", ""), ("主送机关", "{{ org_name }}："),
        ("公文正文", f"{_APPLIED}。{how}请核对所述事实，并以所附回执答复。"),
        ("公文正文", "{%p if points %}"), ("公文正文", "本环节得分为{{ points }}分。"), ("公文正文", "{%p endif %}"),
        ("一级标题", "一、评审发现"),
    ])  # fmt: skip
    _found(paper)
    put(paper, [
        ("公文正文", ""), ("一级标题", "二、确认办法"),
        ("公文正文", "请于{{ reply_due }}前将回执加盖公章后送我办。有异议的，写明条款、理由并附证据，由评审组组长答复。"
                     "{% if no_reply == 'confirmed' %}逾期未答复的，视为确认。{% endif %}"),
        _CONTACT,
        ("公文正文", ""), ("附件说明", f"附件：{title}确认回执"),
    ])  # fmt: skip
    signature(paper)
    annex(paper, "", f"{title}确认回执")
    facts(paper, [
        ("申报编号", "{{ application_id }}"), ("组织名称", "{{ org_name }}"), ("申报奖项", "{{ award }}"),
        ("答复", "□ 确认　　　　□ 有异议"), ("异议的条款\n和理由", "\n\n\n\n\n\n\n"),
        ("经办人及电话", ""), ("组织（盖章）", "\n\n　　　　　　　　　　年　　月　　日"),
    ])  # fmt: skip
    return paper


def _found(paper: Paper) -> None:
    """What the panel wrote down, item by item; a sentence where it wrote down nothing."""
    put(paper, [("公文正文", "{%p if items %}")])
    table(paper, *_FOUND)
    put(paper, [
        ("公文正文", "{%p else %}"), ("公文正文", "评审组对各条款没有另作文字记录；需要了解具体情况的，请与我办联系。"),
        ("公文正文", "{%p endif %}"),
    ])  # fmt: skip
