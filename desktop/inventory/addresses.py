"""Addresses of people in running text: where they live, and where something was brought to them.

An address is anchored on the number of a house: a road, a village, an estate, and digits behind it. Whose it is, the
words around it say. Where a firm, a pharmacy, a hospital stands beside it, it is theirs, and nobody's here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from desktop.inventory.people import SURNAMES, is_name
from desktop.inventory.records import Confidence

_HAN = r"[\u3400-\u9fff]"
BEFORE_NUMBER = "路街道巷弄同村庄区园寓苑城湾府院镇东南西北中"
"""The last signs before the number of a house, as `_ANCHOR` has them: a text is searched for them in whole arrays."""
_OF_HOUSE = r"(?:号楼|号院|号|弄|栋|幢|座|单元|室|组|队|社|楼)"
_ANCHOR = re.compile(
    r"[路街道巷弄同村庄区园寓苑城湾府院镇][东南西北中]?(?:\d{1,2}期)?"
    rf"(?:(?:\d{{1,5}}+(?:-\d{{1,4}}+)?|(?P<spelt>[一二三四五六七八九十百]{{1,4}})){_OF_HOUSE}"
    r"|\d{1,4}+-\d{1,4}+-\d{1,4}+(?![-\d]))"
)
"""It begins with a set of signs, which is found fast; whether the sign ends the name of a place is asked after that."""
_NO_PLACE = re.compile(
    r"[频渠知报通跑轨管赛]道|[^胡]同|[^小社新东南西北中一二三四五六七八九十]区|[^花家]园|[^公]寓|[^大属]院"
)
_TAIL = re.compile(
    rf"(?:(?:{_HAN}|[A-Za-z]){{0,12}}?(?:\d{{1,5}}+(?!\d)"
    r"(?:(?:-\d{1,5}+(?!\d)){1,3}(?:室|号)?|号楼|号院|号|弄|栋|幢|座|单元|室|楼|层|户|组|门|#)|[A-Za-z]座))*"
    r"(?:(?<=[座栋幢楼元门])[ \u3000]?\d{3,4}+(?!\d))?"
)
_DETAIL = re.compile(r"室|单元|栋|幢|号楼|户|组|小区|公寓|花园|家园|村|苑|\d-\d")
_RUN = re.compile(rf"{_HAN}{{1,28}}$")
_PROVINCE = re.compile(
    r"北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南"
    r"|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
"""Not every mention is one: 北京路 is a road, and so is 中山东一路."""
_REGION = re.compile(rf"(?:{_PROVINCE.pattern})(?=[省市]|自治区|特别|{_HAN}{{1,8}}[市县区州盟旗])")
_TOWN = re.compile(r"(?<=..)(?:[市县区镇乡村]|街道)")
_LEADS = re.compile(r"地址|住址|住在|家住|现住|送货到|送到|送至|寄到|寄往|位于|[住在到是为的去往送寄]")
_OF_PERSON = re.compile(
    r"(?:(?:住址|(?<![大专商国])家在|(?:客户|顾客|会员|患者|收件人|收货人)的?地址|(?:家庭|现|常|户籍|居)住?地址|家住|现住|住在|(?:收货|送货|收件|配送|邮寄|寄送)地址|送货到|送到|送至|寄到|寄往)"
    r"[^\n，。；;]{0,4}|住)$"
)
_SAID = re.compile(r"地址[^\n，。；;]{0,4}$")
_BEGINS = re.compile(r"址[ \u3000]*[:：]?[ \u3000]*\Z")
_PEOPLE = re.compile(r"会员|顾客|患者|客户|收件人|收货人|病人|家属")
_FIRM = re.compile(
    r"公司|集团|药房|[药本我该分]店|厂(?!宿舍|家属|[前后]?[路街])|诊所|门诊|卫生[院所室]|门店|商[行店场]|超市|酒店|宾馆|银行"
    r"|仓库|总部|经营部|办事处|供应商|供货|供方|厂商|经销|批发|监管局|管理局|(?:医院|学校|大学)(?!宿舍|家属|.?[路街])"
)
LINE = 400
"""Signs before and behind an address that are taken for its line, were it endless."""
BEFORE, BESIDE = 60, 12
"""Signs before an address, and directly behind it, in which a firm is looked for; always in the same line."""


class Address(NamedTuple):
    """An address: where it stands, its text, and how sure it is."""

    start: int
    text: str
    confidence: Confidence


def addresses(text: str, has_person: Callable[[int, int], bool]) -> Iterator[Address]:
    """The addresses of people in a text. `has_person`: whether somebody is named or numbered between two places."""
    end = 0
    for found in _ANCHOR.finditer(text):
        if found.start() < end or _NO_PLACE.match(text, max(0, found.start() - 1), found.start() + 1):
            continue
        tail = _TAIL.match(text, found.end())
        end = tail.end() if tail else found.end()
        near = max(0, found.start() - LINE)
        first, last = text.rfind("\n", near, found.start()) + 1 or near, text.find("\n", end, end + LINE)
        start = found.start() - len(_lead(text[max(first, found.start() - 28) : found.start()]))
        if start == found.start():
            continue
        before, behind = text[max(first, start - BEFORE) : start], text[end : end + BESIDE].partition("\n")[0]
        sure = _sure(before, text[start:end], behind, found["spelt"] is not None)
        if sure is Confidence.LOW and has_person(first, last if last >= 0 else end + LINE):
            sure = Confidence.MEDIUM
        if sure is not None and sure is not Confidence.LOW:
            yield Address(start, text[start:end], sure)


def _sure(before: str, address: str, behind: str, spelt: bool) -> Confidence | None:
    """How sure the words around it make an address; LOW where only a person in the line can tell, None for a firm's."""
    said = _OF_PERSON.search(before)
    if _FIRM.search((before[said.start() :] if said else before) + address + behind):
        return None
    if said and not (spelt and said[0] == "住"):
        return Confidence.HIGH
    if _SAID.search(before) and (_DETAIL.search(address) or _PEOPLE.search(before)):
        return Confidence.MEDIUM
    return None if spelt and not _SAID.search(before) else Confidence.LOW


def _lead(before: str) -> str:
    """What belongs to an address of the signs before its road: from the province or town on, never a name before it."""
    run = _RUN.search(before)
    if not run:
        return ""
    cut = max((word.end() for word in _LEADS.finditer(run[0]) if word.end() < len(run[0])), default=0)
    lead = run[0][cut:]
    if province := _PROVINCE.match(lead) or _REGION.search(lead):
        return lead[province.start() :]
    town = _TOWN.search(lead)
    # Names of towns have mostly two or three signs; what stands before them may be somebody's name.
    named = town.start() if town else len(lead)
    if named <= 6 and (cut or _BEGINS.search(before[: run.start()])):
        return lead
    if town:
        return lead[named - 2 :] if named > 4 or (named == 4 and _begins_with_name(lead, 2)) else lead
    lead = lead[-5:]
    return lead[3:] if _begins_with_name(lead, 3) else lead[2:] if _begins_with_name(lead, 2) else lead


def _begins_with_name(lead: str, length: int) -> bool:
    return len(lead) >= length + 2 and lead[0] in SURNAMES and is_name(lead[:length])
