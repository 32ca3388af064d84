"""Papers of the office for towns, media and the public."""

from __future__ import annotations

from docx.document import Document as Paper

from tests.word_templates.layout import blank
from tests.word_templates.parts import annex, put, signature, table

TOWNS = "各镇人民政府、各街道办事处："
_CONTACT = [
    ("公文正文", "联系电话：{{ office.phone }}"),
    ("公文正文", "{%p if office.email %}"), ("公文正文", "电子邮箱：{{ office.email }}"), ("公文正文", "{%p endif %}"),
    ("公文正文", "{%p if office.supervision_phone %}"), ("公文正文", "监督电话：{{ office.supervision_phone }}"),
    ("公文正文", "{%p endif %}"),
]  # fmt: skip


def call_to_towns() -> Paper:
    """申报通知."""
    paper = blank()
    put(paper, [
        ("公文标题", "关于组织申报{{ period }}\n{{ award_name }}的通知"), ("公文正文", ""), ("主送机关", TOWNS),
        ("公文正文", "根据{{ basis }}，{{ edition }}评选工作已经启动。现就组织申报的有关事项通知如下。"),
    ])  # fmt: skip
    _call(paper)
    put(paper, [
        ("一级标题", "五、工作要求"),
        ("公文正文", "（一）请将本通知转告辖区内的有关组织，做好宣传和指导。是否申报由组织自愿决定。"),
        ("公文正文", "（二）申报和评审不收取任何费用。申报组织应当如实申报，并对材料的真实性负责。"),
        ("公文正文", "（三）“品字标”企业予以优先推荐；优先推荐不影响评分和名次。"),
        *_CONTACT, ("公文正文", ""),
        ("附件说明", "附件：1.申报条件一览"), ("附件说明", "　　　2.年度日程"),
    ])  # fmt: skip
    signature(paper)
    _annexes(paper)
    return paper


def call_for_media() -> Paper:
    """申报通告."""
    paper = blank()
    put(paper, [
        ("公文标题", "关于组织申报{{ period }}\n{{ award_name }}的通告"), ("公文正文", ""),
        ("公文正文", "根据{{ basis }}，现就{{ edition }}的申报事项通告如下。"),
    ])  # fmt: skip
    _call(paper)
    put(paper, [
        ("一级标题", "五、其他事项"),
        ("公文正文", "申报和评审不收取任何费用。申报组织应当如实申报，并对材料的真实性负责。“品字标”企业予以优先推荐；"
                     "优先推荐不影响评分和名次。"),
        *_CONTACT, ("公文正文", ""),
        ("附件说明", "附件：1.申报条件一览"), ("附件说明", "　　　2.年度日程"),
    ])  # fmt: skip
    signature(paper)
    _annexes(paper)
    return paper


def notice() -> Paper:
    """初选授奖组织名单公示."""
    paper = blank()
    put(paper, [
        ("公文标题", "关于{{ period }}\n{{ award_name }}\n初选授奖组织名单的公示"), ("公文正文", ""),
        ("公文正文", "{{ notice.basis }}，{{ notice.process }}，{{ edition }}初选授奖组织名单已经产生："
                     "{{ notice.statement }}。"),
        ("一级标题", "一、初选授奖组织"),
    ])  # fmt: skip
    _lists(paper)
    put(paper, [
        ("公文正文", "{{ notice.order }}。"),
        ("一级标题", "二、公示期"), ("公文正文", "{{ notice.period }}。"),
        ("一级标题", "三、意见反映"),
        ("公文正文", "{{ notice.who_may_object }}。反映方式：{{ notice.form }}。{{ notice.anonymous }}。"
                     "{{ notice.late }}。我们{{ notice.protection }}。"),
        ("公文正文", "{{ notice.next_step }}。"),
        ("公文正文", "地址：{{ office.address }}{% if office.postcode %}；邮编：{{ office.postcode }}{% endif %}"),
        *_CONTACT,
    ])  # fmt: skip
    signature(paper)
    return paper


def commendation() -> Paper:
    """表彰通报."""
    paper = blank()
    put(paper, [
        ("公文标题", "义乌市人民政府\n关于表彰{{ award_year }}年度义乌市政府质量奖\n获奖组织的通报"),
        ("发文字号", "{{ document }}"), ("公文正文", ""), ("主送机关", "各镇人民政府、各街道办事处，市政府各部门："),
        ("公文正文", "根据{{ basis }}，经申报推荐、资格审查、资料评审、部门评审、现场评审、审查表决、社会公示和"
                     "市评委会审查，市政府决定对{{ award_year }}年度获奖组织予以表彰。"),
    ])  # fmt: skip
    _lists(paper, prize=True)
    put(paper, [
        ("公文正文", "希望获奖组织珍惜荣誉，持续改进质量管理，带头履行社会责任，主动介绍先进经验；奖金主要用于内部质量"
                     "改进和质量公益活动。在组织形象宣传中使用荣誉称号的，须注明获奖年份，不得用于产品宣传。"),
        ("公文正文", "全市各行各业要以获奖组织为榜样，增强质量意识，提高质量水平，共同推进质量强市建设。"),
    ])  # fmt: skip
    signature(paper)
    put(paper, [("附注", "（此件公开发布）")])
    return paper


def certificate() -> Paper:
    """证书: the text that is printed on it."""
    paper = blank()
    put(paper, [
        *([("公文正文", "")] * 4), ("证书标题", "证　书"), *([("公文正文", "")] * 2),
        ("证书正文", "{{ org_name }}："),
        ("证书正文", "经市政府批准，你单位荣获"),
        ("证书奖项", "{{ award_year }}年度{{ award }}"),
        ("证书正文", "特颁此证。"),
        *([("公文正文", "")] * 2),
    ])  # fmt: skip
    paper.paragraphs[-6].paragraph_format.first_line_indent = 0
    signature(paper)
    return paper


def revocation() -> Paper:
    """撤销荣誉公告."""
    paper = blank()
    put(paper, [
        ("公文标题", "关于撤销{{ org_name }}\n{{ honour_year }}年度{{ award }}\n荣誉称号的公告"), ("公文正文", ""),
        ("公文正文", "{{ org_name }}于{{ honour_year }}年度获得“{{ award }}”（{{ honour_document }}，"
                     "{{ awarded_on }}）。{{ finding }}。根据{{ basis }}{{ ground }}，由市评审办报市评委会提请，"
                     "市政府于{{ approved_on }}"
                     "批准撤销（{{ document }}）。现公告如下："),
        ("公文正文", "{%p for each in consequences %}"), ("公文正文", "{{ loop.index }}.{{ each }}。"),
        ("公文正文", "{%p endfor %}"),
        ("公文正文", "自批准撤销之日起，该组织不得再使用上述荣誉称号。"),
    ])  # fmt: skip
    signature(paper)
    return paper


def _call(paper: Paper) -> None:
    put(paper, [
        ("一级标题", "一、奖项和名额"),
        ("公文正文", "“义乌市政府质量奖”（以下简称质量奖）获奖组织不超过{{ quota.quality_award }}家，“义乌市政府质量"
                     "管理创新奖”（以下简称创新奖）获奖组织不超过{{ quota.innovation_award }}家；可以空缺。"),
        ("一级标题", "二、申报条件"),
        ("公文正文", "申报组织应当符合附件1所列的各项条件。欢迎各行业骨干企业、成长型中小企业，以及“品字标”企业和"
                     "出口品牌企业踊跃申报。"),
        ("一级标题", "三、申报材料"),
        ("公文正文", "申报组织对照{{ standard }}开展自我评价，报送下列材料："),
        ("公文正文", "{%p for each in materials %}"),
        ("公文正文", "{{ loop.index }}.{{ each }}{{ '。' if loop.last else '；' }}"),
        ("公文正文", "{%p endfor %}"),
        ("一级标题", "四、受理时间和地点"),
        ("公文正文", "受理时间为{{ opens_on }}至{{ closes_on }}（含首尾两日）。"
                     "{% if supplement_due %}申报表按时报送的，其余材料可以补正至{{ supplement_due }}。"
                     "{% else %}受理截止后不再补正。{% endif %}"),
        ("公文正文", "材料送{{ office.organisation }}（地址：{{ office.address }}"
                     "{% if office.postcode %}；邮编：{{ office.postcode }}{% endif %}）。"),
    ])  # fmt: skip


def _annexes(paper: Paper) -> None:
    annex(paper, "1", "申报条件一览")
    table(paper, [("条款", "{{ each.clause }}", 26), ("名称", "{{ each.title }}", 40), ("要求", "{{ each.gist }}", 90)],
          "each in conditions", centred=(0,))  # fmt: skip
    annex(paper, "2", "年度日程")
    table(paper, [("事项", "{{ each.title }}", 90), ("日期", "{{ each.day }}", 66)], "each in deadlines", centred=(1,))


def _lists(paper: Paper, *, prize: bool = False) -> None:
    """Both awards with their organisations; an award that nobody gets says so."""
    money = "，每家奖励{{ list.prize }}" if prize else ""
    put(paper, [
        ("公文正文", "{%p for list in lists %}"),
        ("二级标题", "（{{ list.number }}）{{ list.award }}"
                     f"{{% if list.names %}}（{{{{ list.names|length }}}}家{money}）{{% endif %}}"),
        ("公文正文", "{%p if list.names %}"),
        ("公文正文", "{%p for name in list.names %}"), ("公文正文", "{{ loop.index }}.{{ name }}"),
        ("公文正文", "{%p endfor %}"), ("公文正文", "{%p else %}"), ("公文正文", "空缺。"),
        ("公文正文", "{%p endif %}"),
        ("公文正文", "{%p endfor %}"),
    ])  # fmt: skip
