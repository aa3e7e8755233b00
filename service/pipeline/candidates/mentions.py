"""A name where it stands, and what names of one record type look like."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.tagging import Token


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands. `parts` are its places in the clean text: two where a list shares its last word."""

    text: str
    parts: tuple[tuple[int, int], ...]
    reason: str

    @property
    def start(self) -> int:
        return self.parts[0][0]

    @property
    def end(self) -> int:
        return self.parts[0][1]


@dataclass(frozen=True, slots=True)
class NameShape:
    """What names of one record type look like, from the schema's annotations."""

    endings: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    quoted: bool = False
    proper: bool = False
    tag: str | None = None
    cues: tuple[str, ...] = ()
    """Verbs that govern such names, if a name is told by them."""
    signs: tuple[str, ...] = ()
    """Words of the record type's fields: beside them a name need not be proper to be one."""


INSIDE = frozenset({"n", "nz", "nw", "nr", "vn", "an", "a", "s", "j", "xc", "LOC", "ORG", "PER"})
PROPER = frozenset({"nz", "LOC", "ORG", "PER"})
# Verbs and modifiers that govern a name rather than belong to it, also where the tagger calls them nouns.
GOVERNING = frozenset(
    "建设 打造 推进 推动 引进 引入 实施 依托 开工 投资 布局 落户 入驻 签约 位于 来到 走进 规划 加快 加速 成立 组建 "
    "设立 建成 建立 构建 完善 健全 形成 开展 启动 深化 落实 围绕 聚焦 按照 根据 通过 制定 出台 印发 发布 实行 坚持 "
    "承接 吸引 集聚 承办 举办 参加 成为 作为 包括 拥有 支持 助力 服务于 践行 编制 运用 采用 落地 招引 实现 服务 保证 "
    "预祝 优化 事关 增强 牵引 增设 投入 召开 发展 举行 出席 提出 加强 "
    "是 为 有 会同 携手 联手 牵手 共建 创建 筹建 做强 促进 提高 提升 计划 打通 获评 入选 融入 签订 达成".split()
)
_NO_BODY = tuple(
    "布局 格局 开局 全局 大局 结局 政局 僵局 变局 内部 全部 东部 西部 南部 北部 中部 干部 举办 主办 承办 协办 创办 "
    "开办 督办 部署 签署 建厂 办厂 设厂 进厂 出厂".split()
)
_STILL_BODY = tuple("财政局 民政局 邮政局 市政局 行政局 路政局 渔政局 安全局".split())
_TASKS = frozenset("促进 发展 服务 规划 建设 投资 保障 管理 开发 引进 合作 运营 监督 执法 推进 支持 指导".split())
_OFFICES = frozenset("局 委 委员会 会 中心 办 办公室 处 院 协会 公司 集团 银行 基金会 联合会 促进会 领导小组".split())
MARKS = "“”‘’「」《》"


def is_task(tokens: Sequence[Token], k: int) -> bool:
    """Whether what looks like a verb says what an office is for, right before its last word: 试车产业 [促进] 局."""
    return tokens[k].text in _TASKS and 0 < k < len(tokens) - 1 and tokens[k + 1].text in _OFFICES


def is_no_body(text: str) -> bool:
    """Whether it ends as bodies do and is none: 格局, 干部."""
    return text.endswith(_NO_BODY) and not text.endswith(_STILL_BODY)


def bare(name: str) -> str:
    """The name without quotation marks and brackets of titles."""
    return "".join(c for c in name if c not in MARKS).strip()


def mention_at(
    passage: Passage, start: int, end: int, reason: str, suffix: tuple[str, int, int] | None = None
) -> Mention:
    """The name at a place of the passage; `suffix` is the last word that a list shares, (text, start, end)."""
    name = bare(passage.at(start, end))
    if suffix is None or name.endswith(suffix[0]):
        return Mention(name, ((start, end),), reason)
    return Mention(name + suffix[0], ((start, end), (suffix[1], suffix[2])), reason)
