"""Which figures are a project's own size – what it costs, covers and can make – and so no indicators."""

import re

_QUALIFIED = "(?:项目|工程|一期|二期|三期|首期|其中|总|计划|概算|估算|协议|合同|固定资产|追加|累计|预计|静态|动态)"
_COST = re.compile(rf"(?:^{_QUALIFIED}*|总)投资(?:额|总额|规模)?$")
_FIXED = re.compile("^固定资产投资")
_COVERS = re.compile(
    rf"(?:占地|用地|建筑|厂房|车间)(?:总?面积|规模)$|(?:总建面|占地|厂房|车间)$|^(?:规划|新增|净|{_QUALIFIED})*用地$"
)
# What it can take or give, in a noun: 年造船能力, 规划装机容量, 新增库容.
_HOLDS = re.compile("(?:装机(?:容量|规模)?|库容|(?:造船|生产|处理|加工|吞吐|仓储|储存|接待|养殖|供[热气水电])能力)$")
_MAKES = re.compile(
    r"^(?:设计|规划|预计|可|将|形成|实现|具备|新增|单)*[年月日](?:可)?"
    r"(?:产(?![值出量业])|加工|处理|生产|制造|中转|周转|吞吐|发电|供|屠宰|熔化|冶炼|组装|装配|输送|存栏|出栏|分拣|消纳"
    r"|封测|封装|测试|查验|检[测验]|灌装|烘焙|压榨|[榨炼轧铸锻织染储]|回收|拆解|提取|清洗|焚烧|冷藏|育苗)"
)
_HOUSES = re.compile(r"^(?:规划|建设|新建|可?提供|拟建)+.{0,8}(?:住房|住宅|公寓|房源|安置房|车位|床位|客房)$")
_SEVERAL = re.compile("项目|工程")


def is_own_size(measure: str, of: str | None, before: str) -> bool:
    """Whether what is measured is the size of a project.

    `of` is what its clause names as that of which it tells: `place`, `body` or `thing`, None if it names nothing.
    `before` is what the figure before it in the sentence counts: several projects cost an area or a body so much, and
    投资 in fixed assets is a statistic, unless it is part of what a project costs.
    """
    if _FIXED.search(measure):
        return of == "thing" or _COST.search(before) is not None
    if _COST.search(measure):
        return of != "place" and not _SEVERAL.search(before)
    if _COVERS.search(measure) or _HOUSES.match(measure):
        return of != "place"
    makes = _MAKES.match(measure) is not None or _HOLDS.search(measure) is not None
    return makes and of not in {"place", "body"}
