"""Words of Chinese news that shipped schemas share: what names end in, and what shows of which kind a thing is.

Tables only, for the `x-endings`, `x-classes` and `x-cues` annotations. Nothing here is taken from one article.
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ORGANIZATION_ENDINGS = _words(
    "公司 集团 股份 控股 银行 大学 学院 研究院 研究所 科学院 研究中心 实验室 医院 协会 商会 联盟 学会 基金会 联合会 "
    "委员会 党委 市委 省委 县委 区委 委 局 厅 署 政府 法院 检察院 办公室 新闻办 领导小组 指挥部 报社 通讯社 电视台 "
    "合作社 事务所 服务中心 厂"
)
ORGANIZATION_CLASSES = _words("企业 公司 机构 院所 高校 院校 单位 集团 商家 银行 协会")
KIND_CUES = {
    "government": _words("政府 委 委员会 厅 局 办 署 党组 法院 检察院 办公室 领导小组 指挥部 海关 人大 政协"),
    "university": _words("大学 学院 学校"),
    "hospital": _words("医院"),
    "research": _words("研究院 研究所 实验室 研究中心 科学院 创新中心 服务中心 院 所"),
    "association": _words("协会 商会 联盟 学会 基金会 联合会 促进会"),
    "media": _words("报社 电视台 日报 晚报 通讯社 网"),
}

PROJECT_ENDINGS = _words(
    "项目 产业园 产业园区 科技园 科创园 工业园 物流园 园区 园 基地 中心 工厂 工场 厂区 厂房 生产线 产线 车间 平台 "
    "广场 港 谷 大厦 大楼 总部 小镇 科技城 产业城 新城 城 综合体 电站 电厂 风电场 仓 工程 码头 机场 铁路 高速 大桥 "
    "水库 枢纽"
)
PROJECT_CLASSES = _words("项目 园区 载体 产业园 工程 基地 中心")
STATUS_CUES = {
    "planned": _words("规划 布局 前期 获批 加快引进 拟建 筹建 筹划 提出建设"),
    "signed": _words("签约 落地 落户"),
    "started": _words("开工 奠基 破土 动工 开建"),
    "under_construction": _words("加快建设 在建 正在建设 加紧建设 投资建设 投资打造 建设中 推进建设"),
    "completed": _words("建成 竣工 完工 建设了 打造了 落成"),
    "operating": _words("投产 启用 入驻 投入使用 投入运营 运营 投用 量产"),
}

INITIATIVE_ENDINGS = _words(
    "行动 工程 计划 规划 方案 体系 机制 战略 布局 清单 政策 试点 意见 办法 措施 条例 模式 方针 攻坚战 制度 指引 纲要 "
    "提升年 深化年 落地年 突破年 攻坚年"
)
NATURE_CUES = {
    "target": _words(
        "目标 力争 争取 力求 计划 规划 确保 锚定 剑指 冲刺 全力打造 要达到 要做到 要实现 不低于 到20…年 到20…年…将"
    ),
    "expected": _words("预计 预期 预测 预估 估计 测算 有望 将 可 投产后 达产后 建成后"),
}
