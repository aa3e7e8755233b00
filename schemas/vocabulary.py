"""Words of Chinese news that shipped schemas share: what names end in, and what shows of which kind a thing is.

Tables only, for the `x-endings`, `x-classes` and `x-cues` annotations. Nothing here is taken from one article.
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ORGANIZATION_ENDINGS = _words(
    "公司 集团 股份 控股 银行 分行 支行 信用社 联社 交易所 大学 学院 党校 中学 小学 研究院 研究所 科学院 农科院 "
    "林科院 社科院 工程院 设计院 规划院 勘察院 研究中心 实验室 医院 卫生院 保健院 协会 商会 联盟 学会 研究会 促进会 "
    "联合会 总会 基金会 工会 妇联 残联 贸促会 工商联 科协 委员会 管委会 村委会 居委会 组委会 常委会 党委 市委 省委 "
    "县委 区委 委 局 厅 署 政府 海关 法院 检察院 派出所 税务所 司法所 供电所 办公室 新闻办 网信办 招商办 金融办 "
    "政府办 街道办 办事处 领导小组 指挥部 宣传部 组织部 统战部 支队 总队 大使馆 领事馆 报社 通讯社 杂志社 出版社 "
    "电视台 广播电台 合作社 供销社 事务所 服务中心 疾控中心 厂"
)
ORGANIZATION_CLASSES = _words("企业 公司 机构 院所 高校 院校 单位 集团 商家 银行 协会")
KIND_CUES = {
    "company": _words("供电局 供电所 事务所 信用社 联社 合作社 供销社 电网 管网 事业部"),
    "government": _words(
        "政府 委 委员会 管委会 常委会 厅 局 署 部 办 党组 法院 检察院 派出所 税务所 司法所 办公室 办事处 领导小组 "
        "指挥部 海关 人大 政协 支队 总队 大使馆 领事馆"
    ),
    "university": _words("大学 学院 学校 党校 中学 小学"),
    "hospital": _words("医院 卫生院 保健院"),
    "research": _words("研究院 研究所 实验室 研究中心 科学院 创新中心 技术中心 工程中心 计算中心 超算中心 院 所"),
    "association": _words(
        "协会 商会 联盟 学会 研究会 促进会 联合会 总会 分会 基金会 工会 妇联 残联 贸促会 工商联 科协"
    ),
    "media": _words("报社 电视台 电台 日报 晚报 时报 晨报 导报 周刊 通讯社 杂志社 出版社 网"),
    "other": _words("交易所 中心 服务中心 疾控中心 村委会 居委会 组委会 俱乐部"),
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
    "under_construction": _words(
        "加快建设 在建 正在建设 加紧建设 投资建设 投资打造 建设中 推进建设 封顶 主体施工 主体结构 吊装 安装调试 "
        "设备安装 施工"
    ),
    "completed": _words("建成 竣工 完工 交工 通过验收 建设了 打造了 落成"),
    "operating": _words("投产 启用 入驻 投入使用 投入运营 运营 投用 量产"),
}

LOCATION_CUES = _words(
    "位于…的 设在…的 建在…的 落在…的 坐落在…的 坐落于…的 位于… 坐落于… 坐落在… 选址于… 选址在… 选址… 落户于… 落户…"
    " 落地… 在…布局 在…重点 在…打造 在…建设 在…开工 在…动工 在…破土 在…奠基 在…投产 在…竣工 在…启用 在…建成"
)
CAPACITY_CUES = (
    *(
        time + verb
        for time in "年月日"
        for verb in _words("产 处理 加工 发电 供应 生产 中转 吞吐 储存 制造 养殖 出栏 屠宰 接待")
    ),
    *_words("每年可 年可 年产能 设计产能 产能 住房 床位"),
)

INITIATIVE_ENDINGS = _words(
    "行动 工程 计划 规划 方案 体系 机制 战略 布局 格局 清单 政策 试点 意见 办法 措施 条例 规定 细则 指南 决定 模式 "
    "方针 攻坚战 制度 长制 责任制 负责制 承诺制 专员制 备案制 指引 纲要 改革 管理 思路 理念 提升年 深化年 落地年 "
    "突破年 攻坚年"
)
INITIATIVE_CUES = _words(
    "实施 推行 推进 推动 开展 启动 深化 落实 贯彻 践行 坚持 探索 实行 施行 试行 执行 部署 发起 打好 打响 打赢 出台 "
    "印发 制定 制订 发布 公布 颁布 下发 推出 提出 建立 健全 完善 编制 起草 采用 采取 构建 签署 按照 根据 围绕 聚焦"
)
NATURE_CUES = {
    "target": _words(
        "目标 力争 争取 力求 计划 规划 确保 锚定 剑指 冲刺 全力打造 要达到 要做到 要实现 不低于 到20…年 到20…年…将"
    ),
    "expected": _words(
        "预计 预期 预测 预估 估计 测算 有望 将 可 投产后 达产后 满产后 建成后 投用后 启用后 并网后 "
        "投运后 运营后 使用后 竣工后 完工后 落成后 通车后 开通后 交付后"
    ),
}
