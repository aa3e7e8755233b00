"""The vocabulary of web pages: what stands around articles, on any site.

Where a pattern is searched for in whole lines, each of its branches begins with a letter, not a group: Python's `re`
then skips to the places where one can begin.
"""

import re

from service.text.hanzi import HAN


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(set(words.split()), key=len, reverse=True)))


PAGE_WORD = _any_of("""
首页 主页 网站首页 登录 注册 收藏本站 设为首页 加入收藏 举报 网站无障碍 无障碍 网站地图 联系我们 关于我们 广告服务
招聘英才 合作加盟 协作加盟 加盟 供稿服务 数据服务 网站声明 网站律师 法律声明 免责声明 隐私政策 用户协议 信息保护
友情链接 版权声明 版权所有 帮助中心 意见反馈 在线客服 在线留言 电话咨询 在线咨询 返回顶部 返回首页 返回列表
查看更多 点击查看 展开全文 分享 分享到 分享至 转发 点赞 评论 发表评论 最新评论 最热评论 热门评论 网友评论 全部评论
我要评论 精彩评论 跟帖 收藏 扫一扫 打印本页 关闭窗口 纠错 字号 上一篇 下一篇 上一页 下一页 相关阅读 相关新闻
相关文章 相关推荐 相关链接 推荐阅读 延伸阅读 热门推荐 热门新闻 热门文章 猜你喜欢 为你推荐 编辑推荐 新闻中心
新闻动态 新闻资讯 公司新闻 企业新闻 行业新闻 行业动态 行业资讯 媒体报道 通知公告 文章详情 新闻详情 当前位置
我的位置 您的位置 所在位置 产品中心 下载中心 客户端下载 验证码 请输入验证码 人参与 条评论 手机版 电脑版 举报电话
举报邮箱 阅读全文 阅读原文 公司简介 复制链接
""")
"""Words that hardly stand in a headline. A line that they mostly fill is no part of the article."""

CHANNEL_WORD = _any_of("""
新闻 资讯 要闻 时政 国内 国际 社会 财经 体育 娱乐 科技 教育 健康 文化 旅游 汽车 房产 图片 视频 专题 滚动 排行 公告
正文 详情 更多 搜索 导航 菜单 下载 上传 客户端 公众号 二维码 微信 微博 朋友圈 空间 打印 关闭 字体 大 中 小 返回 退出
概况 关于 招聘 英才 广告 投诉 报社 解决方案 企业文化 一下
""")
"""Words that headlines use too: they count beside words of the page, or where nothing else stands in a short line."""

NOTICE = re.compile(
    r"版权所有|版权归.{0,20}所有|未经.{0,12}(?:授权|许可|允许|同意)|禁止(?:转载|使用|复制|镜像)"
    r"|严禁(?:转载|使用|复制|镜像)|不得(?:转载|使用|复制|镜像)|All [Rr]ights [Rr]eserved|ALL RIGHTS RESERVED"
    r"|Copyright|COPYRIGHT|copyright|©|ICP[备证]|公网安备|信息存储服务|storage services|自媒体平台"
    r"|不代表本[网站平刊报]|并不代表本[网站平刊报]|仅代表作者|特别声明|免责声明|版权声明|郑重声明|侵权.{0,20}(?:删除|联系)"
    r"|如有侵权|若有侵权|转载请注明|违法和不良信息"
)
INVITATION = re.compile(
    r"分享(?:让|到|至|给)|扫一扫|扫码|长按(?:识别|二维码)|关注(?:我们|官方|微信|公众号)"
    r"|点击(?:查看|阅读|进入|这里|下载|上方|下方)|下载.{0,10}(?:APP|App|app|客户端)|返回(?:顶部|首页|列表)"
    r"|[上下]一[篇页条](?:[:：]|$)|还没有评论|快来.{0,6}(?:评论|抢沙发)|已有\d+人|请(?:先)?登录|请输入|更多精彩|评论\d+"
    r"|跳(?:转|过|至)到?(?:主要)?(?:内容|正文)"
)
"""At the beginning of a line."""

BREADCRUMB = re.compile(
    r"(?:当前|我的|您的|你的|所在)位置[:：]|位置[:：].{0,60}[>»›]|首页[>»/›→|·-]"
    rf"|[{HAN}A-Za-z]{{2,12}}(?:[>»›]{{1,2}}[{HAN}A-Za-z]{{1,10}}){{2,}}$"
)

SECTION = re.compile(
    r"\n[^\w\n]{0,6}(?:(?:相关|推荐|延伸|拓展|扩展|更多|热门|精彩)(?:阅读|新闻|文章|推荐|链接|资讯|报道|评论)"
    r"|(?:猜你|您可能|你可能)(?:还|也)?(?:喜欢|感兴趣)|(?:为[你您]|编辑|今日|小编)推荐|大家都在看|看了又看|热点排行|热门排行"
    r"|(?:网友|全部|最新|最热|发表|我要)评论|友情链接)[^\w\n]{0,3}(?:\d{1,6}条?[^\w\n]{0,3})?(?=\n)"
)
"""A line end, and a line that only says what comes: other articles, comments, links."""

PROMOTION = re.compile(
    r"https?://|www\.|官网|注册|登录|下载|客服|彩金|棋牌|娱乐城|博彩|彩票|投注|加微信|加QQ|微信号|手机版|最新版|在线观看|无码|成人"
)
"""Words with which link farms advertise. One of them says nothing."""

_LABEL = (
    r"(?:来源|稿源|信息来源|文章来源|作者|文章作者|发布(?:时间|日期|人|者)|发表(?:时间|日期)|更新(?:时间|日期)|日期|时间"
    r"|编辑|责任编辑|责编|审核|校对|浏览(?:量|次数)?|阅读(?:量|数|次数)?|点击(?:量|数|率|次数)?|访问(?:量|次数)?"
    r"|字号|字体|分享(?:到|至)?|标签|关键词|分类|栏目)"
)
EMPTY_LABELS = re.compile(rf"(?:{_LABEL}\s*[:：]\s*)+$")
TIME_LABEL = re.compile(r"(?:时间|日期)[:：]$")
NAME_LABEL = re.compile(r"(?:来源|稿源|作者|发布人|发布者|编辑|责编|审核|校对)[:：]$")
LABELLED = re.compile(rf"{_LABEL}\s*[:：]\s*\S")
COUNTER = re.compile(r"(?:浏览|阅读|点击|访问|评论|点赞|收藏|转发)(?:量|数|率|次数)?[:：]\d+[次条]?")
LINK_LABEL = re.compile(r"(?:友情|合作|推荐|快速|站内|相关)链接[:：]|(?:热门|相关|推荐)(?:搜索|标签|关键词)[:：]")
"""What begins a line of links."""
DATE = r"\d{4}\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d{1,2}日?"
OUTLET = rf"[{HAN}A-Za-z]{{2,14}}(?:[报网社台刊讯]|杂志|电视|广播|财经|在线|融媒体?|传媒|观察|客户端|新闻|头条|发布)"
"""The name of who publishes, told by its ending."""
SOURCE = re.compile(rf"(?:来源|稿源)\s*[:：]\s*(?!{_LABEL}\s*[:：])[^\s|]|{DATE}")
"""What a line must not be cut for: a source that is named, a full date."""

NAME_LINE = re.compile(
    rf"[(（〔【\[]?\s*(?:[{HAN}A-Za-z/·]{{0,24}}\s*)?(?:(?:记者|特派员|通讯员|实习生|作者|撰稿|摄影|责任编辑|编辑)"
    rf"(?:\s*[:：/]\s*|\s+|(?![站团会节们证从在])(?=[{HAN}]{{2,4}}\s*[)）〕】\]]?$))|[文图]\s*[:：/]\s*)[{HAN}]"
    rf"|[(（〔【\[]\s*[{HAN}]{{0,16}}(?:记者|特派员|通讯员)[{HAN}]{{2,4}}[、,，/]"
)

_EVENT = r"(?:仪式|活动|会议|大会|论坛|比赛|培训|签约|演练|展会|颁奖|直播|施工|作业)"
_OFFICE = r"(?:长|书记|主任|主席|总裁|总经理|经理|代表|专家|院士|教授)"
CAPTION = re.compile(
    r"[▲△▼]|!\[|图为|图[\d一二三四五六七八九十]|图\s*[:：/]|上图|下图|资料图|(?:图片|视频)(?:来源|提供)"
    r"|.*(?:供图|(?<!拍)摄|资料图|效果图|示意图|外景|一角|剪影|合影)[)）]?$"
    rf"|(?!.*(?:走进|直击|来到|走访|探访|回访|聚焦|亮相|直达|送到|[，,：:！把将]))"
    rf"(?:.*{_EVENT}现场|.*{_OFFICE}[^，,。]{{0,6}}(?:致辞|讲话|发言)|.*(?:签约|揭牌)仪式)$"
)
"""Lines that say what a picture shows. A subhead may end in the same words; it has a pause or a verb of its own."""

CAPTION_BEGINS = "▲△▼!图上下资视"
CAPTION_ENDS = tuple("供图 摄 图 外景 一角 剪影 合影 现场 致辞 讲话 发言 仪式".split())
"""What every caption begins or ends with: the first thing to look for."""
