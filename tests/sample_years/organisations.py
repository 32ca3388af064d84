"""Everyone who ever applies or won: one invented organisation per key, the same in all years."""

from __future__ import annotations

from tests.sample_years.invented import organisation

VILLAGE = "N2"  # 农业（N）、村级集体经济组织（2）: a code that starts with a letter

_NAMES = {
    # applicants of 2024
    "xusheng": "义乌市虚昇针织有限公司",
    "niting": "义乌市拟停箱包有限公司",
    "huanma": "义乌市幻码信息技术有限公司",
    "goutai": "义乌市构泰建设工程有限公司",
    "gouwei": "义乌市构违化工有限公司",
    "niyao": "义乌市拟遥物流服务有限公司",
    "huanqi": "义乌市幻期印刷有限公司",
    "gouheng": "义乌市构蘅医疗器械有限公司",
    "nipo": "义乌市拟坡市政工程有限公司",
    "huanzhe": "义乌市幻喆饰品有限公司",
    "gouyi": "义乌市构熠厨具有限公司",
    "xufan": "义乌市虚帆供应链管理有限公司",
    "xuduan": "义乌市虚短餐饮服务有限公司",
    "goulan": "义乌市构岚环境服务有限公司",
    "nipan": "义乌市拟磐矿业有限公司",
    "gouping": "义乌市构平环境工程有限公司",
    "nikun": "义乌市拟堃工艺品有限公司",
    "nishou": "义乌市拟守电器有限公司",
    "nihe": "义乌市拟禾村股份经济合作社",
    "huanjiu": "义乌市幻旧纸品有限公司",
    "xunuo": "义乌市虚诺商贸有限公司",
    "xuduo": "义乌市虚铎五金有限公司",
    "gouchi": "义乌市构迟塑胶有限公司",
    "xuhan": "义乌市虚瀚会展服务有限公司",
    "huanliang": "义乌市幻梁建筑有限公司",
    "xuheng": "义乌市虚桁装饰工程有限公司",
    "huanche": "义乌市幻澈水处理有限公司",
    "gousui": "义乌市构穗农业开发有限公司",
    "nimu": "义乌市拟亩金属制品有限公司",
    "huanjian": "义乌市幻检食品有限公司",
    "xuxian": "义乌市虚险矿业有限公司",
    "goufan": "义乌市构返灯具有限公司",
    "nisu": "义乌市拟诉旅行社有限公司",
    "huanfa": "义乌市幻罚运输有限公司",
    "xukuang": "义乌市虚旷石料有限公司",
    "xumao": "义乌市虚冒电子有限公司",
    "xuxu": "义乌市虚序玩具有限公司",
    "huanjun": "义乌市幻钧投资有限公司",
    "nichen": "义乌市拟陈袜业有限公司",
    "xulin": "浙江虚邻机械有限公司",
    "huanchu": "义乌市幻初家居有限公司",
    "xulou": "义乌市虚漏文具有限公司",
    "goujian": "义乌市构简包装有限公司",
    "niwan": "义乌市拟晚日用品有限公司",
    # further applicants of 2023 and 2025
    "nisheng": "义乌市拟晟制笔有限公司",
    "huanheng": "义乌市幻衡软件有限公司",
    "goushu": "义乌市构枢智能科技有限公司",
    "xuzheng": "义乌市虚筝乐器有限公司",
    "huanyao": "义乌市幻垚机电有限公司",
    "nimiao": "义乌市拟苗农业开发有限公司",
    # earlier laureates
    "gousong": "义乌市构嵩锁业有限公司",
    "nicong": "义乌市拟琮工具有限公司",
    "huanji": "义乌市幻霁服饰有限公司",
    "gouyan": "义乌市构衍检测有限公司",
}

ORGANISATIONS = {
    key: organisation(name, number, VILLAGE if key == "nihe" else "91")
    for number, (key, name) in enumerate(_NAMES.items(), 1)
}
