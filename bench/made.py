"""Made articles, and what web pages put around articles, put together at random. No word of it is from a real page."""

import random
from collections.abc import Callable

_SENTENCES = (
    "{day}，{company}在{place}举行{project}开工仪式，项目总投资{sum}亿元，占地{count}亩。",
    "据{company}负责人介绍，该项目建成后年产值可达{sum}亿元，新增就业岗位{count}个。",
    "“我们要把{project}办成样板，让企业少跑路、群众得实惠。”{company}总经理说。",
    "今年前{month}个月，{place}完成工业增加值{sum}亿元，同比增长{share}%，增速比去年同期快{share}个百分点。",
    "记者走进{company}的车间，看到机器人正在装配零件，一条生产线每天能下线{count}台设备。",
    "为了解决用工难题，{place}与{count}所职业学校签订协议，联合培养技术工人。",
    "截至{day}，{project}主体结构已经封顶，预计明年{month}月投入使用；配套道路同时动工。",
    "专家认为，这里水运发达，发展临港产业有优势，但是污水处理能力还要尽快提高。",
    "有了这笔{sum}亿元的贷款，{company}更新了设备，产品远销{count}个国家和地区。",
    "面对原材料涨价，他们一方面节约能耗，一方面与上游厂家签订长期合同，把成本降低了{share}%。",
    "村里过去只种水稻，现在种起了茶叶和药材，游客多了，{count}户人家开了民宿。",
    "该标准由{company}牵头制定，适用于A{month}型和B{share}型电池，自{day}起实施。",
)
_PLACES = "滨江新区 东岭县 南屏镇 云台开发区 长滩港 北溪市 白石乡 临湖高新区".split()
_SYLLABLES = "恒远盛达瑞丰泰和兴凯德立诚嘉永明光华安宏"
_KINDS = "有限公司 股份有限公司 集团 研究院 机械厂".split()
_PROJECTS = "污水处理厂 精密铸造项目 冷链物流园 光伏电站 数据中心 跨江大桥 新能源电池基地".split()
_TITLES = (
    "{company}{project}正式投产",
    "{place}召开招商引资推进会",
    "{project}落户{place} 总投资{sum}亿元",
    "{company}一季度营收增长{share}%",
    "{place}：小茶叶做成大产业",
)
_ENTRIES = (
    "首页 关于我们 公司简介 企业文化 产品中心 新闻中心 行业动态 解决方案 人才招聘 在线留言 联系我们 下载中心".split()
)
_CHANNELS = "首页 新闻 财经 体育 娱乐 科技 教育 健康 旅游 汽车 房产 视频 图片 专题".split()
_TRAIL = "新闻中心 行业资讯 公司新闻 媒体报道 通知公告 行业动态".split()
_SHARE = (
    "分享到：微信 微博 QQ空间 朋友圈",
    "扫一扫，分享到朋友圈",
    "【字号：大 中 小】 【打印】 【关闭】",
    "收藏 点赞 {count} 评论 {month} 转发",
    "分享 微信扫一扫 收藏 举报",
    "浏览次数：{count}次 字体：大 中 小",
    "打印本页 关闭窗口 返回顶部",
    "阅读：{count} 评论：{month} 分享",
    "【打印】【关闭】【返回顶部】",
    "微信 微博 QQ空间 复制链接",
    "点击数：{count} 字号：大 中 小 打印",
)
_NOTICES = (
    "版权声明：本站部分内容转载自网络，如有侵权请联系我们删除。",
    "免责声明：文章仅代表作者个人观点，不代表本网立场，请读者自行核实。",
    "Copyright © 20{month}-2025 {company} All Rights Reserved 版权所有 京ICP备{count}号-1",
    "未经书面授权，禁止转载、摘编本站内容。违法和不良信息举报电话：010-{count}",
    "特别声明：以上内容由用户上传并发布，本平台仅提供信息存储服务。",
    "{company} 版权所有 网站地图 技术支持：某某网络",
)
_HEADINGS = "相关新闻 推荐阅读 热门文章 相关阅读 猜你喜欢".split()
_GOODS = "不锈钢管 注塑机 搬家公司 防水涂料 叉车租赁 空压机 护栏网 净水设备 写字楼出租 代理记账".split()
_CITIES = "广州 深圳 苏州 青岛 郑州 西安 成都".split()


def article(chance: random.Random, sentences: int = 14) -> str:
    """A title and paragraphs of one to four sentences."""
    parts = [_filled(chance, chance.choice(_TITLES)), "\n"]
    for index in range(sentences):
        parts.append(_filled(chance, chance.choice(_SENTENCES)))
        if index == sentences - 1 or chance.random() < 0.4:
            parts.append("\n")
    return "".join(parts).strip()


def furniture(chance: random.Random, kind: str) -> tuple[str, str]:
    """What stands above and below an article, one of FURNITURE; either may be empty. Raises KeyError for another."""
    return _MAKERS[kind](chance)


def _filled(chance: random.Random, template: str) -> str:
    return template.format(
        day=f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
        company="".join(chance.choices(_SYLLABLES, k=chance.randint(2, 3))) + chance.choice(_KINDS),
        place=chance.choice(_PLACES),
        project=chance.choice(_PROJECTS),
        sum=chance.randint(11, 900) / 10,
        count=chance.randint(12, 9000),
        share=chance.randint(11, 290) / 10,
        month=chance.randint(2, 11),
    )


def _menu(chance: random.Random) -> str:
    entries = ["首页", *chance.sample(_ENTRIES[1:], chance.randint(3, 8))]
    channels = ["首页", *chance.sample(_CHANNELS[1:], chance.randint(3, 8))]
    return chance.choice(
        (" | ".join(entries), "\n".join(f"- {entry}" for entry in entries), " ".join(entries), " ".join(channels))
    )


def _breadcrumb(chance: random.Random) -> str:
    sign = chance.choice((" > ", ">", " » ", " / "))
    label = chance.choice(("当前位置：", "您的位置：", "您现在的位置：", ""))
    return label + sign.join(("首页", *chance.sample(_TRAIL, chance.randint(1, 2)), chance.choice(("正文", "详情"))))


def _either(chance: random.Random, line: str) -> tuple[str, str]:
    return (line, "") if chance.random() < 0.5 else ("", line)


def _links(chance: random.Random) -> str:
    titles = [_filled(chance, chance.choice(_TITLES)) for _ in range(chance.randint(3, 8))]
    bullet = chance.choice(("", "· ", "- "))
    return "\n".join((chance.choice(_HEADINGS), *(bullet + title for title in titles)))


def _farm(chance: random.Random) -> str:
    names = [chance.choice(_CITIES) + chance.choice(_GOODS) for _ in range(chance.randint(8, 20))]
    label = chance.choice(("友情链接：", "热门搜索：", "友情链接\n", "相关搜索：", ""))
    return label + chance.choice((" | ", " ", "|", "、")).join(names)


_MAKERS: dict[str, Callable[[random.Random], tuple[str, str]]] = {
    "menu": lambda chance: (_menu(chance), ""),
    "breadcrumb": lambda chance: (_breadcrumb(chance), ""),
    "share bar": lambda chance: _either(chance, _filled(chance, chance.choice(_SHARE))),
    "notice": lambda chance: ("", _filled(chance, chance.choice(_NOTICES))),
    "link list": lambda chance: ("", _links(chance)),
    "link farm": lambda chance: ("", _farm(chance)),
}
FURNITURE = tuple(_MAKERS)
