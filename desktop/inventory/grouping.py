"""What kind of records a table holds: by its columns first, then by names of file, sheet and folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.inventory import fields
from desktop.inventory.records import ColumnGuess, Confidence, GroupKind, KindGuess
from desktop.words import Sentence, say

BACKUP_WORDS = re.compile(r"备份|副本|旧|backup|\bbak\b|\.bak|\bold\b|_old|复件|copy", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Sign:
    """Words in headers or names that speak for a kind. `alone`: no column has to agree."""

    kind: GroupKind
    words: re.Pattern[str]
    alone: bool = False


_BY_NAME = (
    _Sign(GroupKind.EPHEDRINE_REGISTER, re.compile(r"麻黄碱|含麻|麻黄"), True),
    _Sign(GroupKind.EPIDEMIC_REGISTER, re.compile(r"疫情|发热|退热|四类药|止咳药登记|体温登记"), True),
    _Sign(GroupKind.SPECIAL_REGISTER, re.compile(r"专册|精神药|麻醉药|二类精神|特殊药品")),
    _Sign(GroupKind.PRESCRIPTION, re.compile(r"处方|prescri|\brx\b", re.IGNORECASE)),
    _Sign(GroupKind.INSURANCE, re.compile(r"医保|统筹|结算单")),
    _Sign(GroupKind.CARE_FILE, re.compile(r"慢病|慢性病|健康档案|药历|随访|用药档案")),
    _Sign(GroupKind.ONLINE_SALE, re.compile(r"网订|线上|美团|饿了么|京东|网店|订单")),
    _Sign(GroupKind.DELIVERY, re.compile(r"配送|送货|快递|收货")),
    _Sign(GroupKind.COMPLAINT, re.compile(r"投诉|退货|退换|不良反应")),
    _Sign(GroupKind.STAFF, re.compile(r"员工|职工|花名册|工资|考勤|健康证|药师名单")),
    _Sign(GroupKind.ACCOUNTING, re.compile(r"凭证|发票|账簿|记账|应收|应付")),
    _Sign(GroupKind.MARKETING, re.compile(r"短信名单|促销|群发|营销|活动名单|回访")),
    _Sign(GroupKind.SALE, re.compile(r"销售|流水|小票|收银|购药明细|零售")),
    _Sign(GroupKind.MEMBERSHIP, re.compile(r"会员|顾客|member|vip|客户", re.IGNORECASE)),
)
_IN_HEADERS = (
    _Sign(GroupKind.EPIDEMIC_REGISTER, re.compile(r"体温|14天|行程|疫区|旅居|健康码")),
    _Sign(GroupKind.EPHEDRINE_REGISTER, re.compile(r"麻黄碱")),
    _Sign(GroupKind.INSURANCE, re.compile(r"统筹支付|医保结算|个人账户支付|medfee|^psn_no$|setlid")),
    _Sign(GroupKind.ONLINE_SALE, re.compile(r"订单号|下单时间|平台单号")),
    _Sign(GroupKind.DELIVERY, re.compile(r"收货地址|快递单号|配送员")),
)
_ROSTER = re.compile(r"^(?:员工|职工|职员|雇员|店员)(?:姓名|名称|名字|名)?$|^(?:yg|zg)xm$")
_ON_DUTY = re.compile(r"^(?:(?:营业|收银|配送|送货)员|(?:执业|驻店|中)?药师|导购|护士|骑手)姓名$")
"""Who works there, and stands beside customers too: with a day it may be what they did for one."""
_AT_WORK = re.compile(r"工号|职务|职位|职称|部门|执业|资格证|注册证")
_EMPLOYED = re.compile(r"岗位|入职|离职|工资|薪|劳动合同|试用期|转正|社保基数|健康证|上岗证|考勤|在职")
"""One of these is enough: nobody writes them of a customer."""
_CUSTOMER = re.compile(r"会员|顾客|客户|患者|购药|收货|积分|储值|member|customer|patient|vip", re.IGNORECASE)
_OF_CUSTOMERS = frozenset({fields.MEMBER_NO, fields.MEDICINE, fields.PRESCRIPTION, fields.DIAGNOSIS, "mi_settle"})
_SALE_WORDS = re.compile(r"流水|小票|金额|单价|数量|销售|收银|saleno|amount|qty|price", re.IGNORECASE)
_MEMBER_WORDS = re.compile(r"积分|储值|余额|等级|卡类|办卡|入会|points|balance", re.IGNORECASE)


def guess_kind(columns: Sequence[ColumnGuess], names: str, direct: frozenset[str]) -> KindGuess:
    """The kind of a table. `names`: of file, sheet and nearest folder; `direct`: field types that point at a person.

    Settled where columns and names agree, or where the columns alone leave no doubt.
    """
    types = {column.field_type for column in columns}
    headers = " ".join(column.header for column in columns)
    if not types & direct:
        return KindGuess(GroupKind.UNKNOWN, False, say("No column points at a person."))
    by_columns, sure = _from_columns(types, headers)
    by_name = _from_names(names)
    if by_name and by_name.alone:
        return KindGuess(by_name.kind, True, say("Its name says so."))
    if by_columns and by_name and by_name.kind is by_columns:
        weak = any(column.confidence is not Confidence.HIGH for column in columns if column.field_type in direct)
        return KindGuess(by_columns, sure or not weak, say("Its columns and its name say so."))
    if by_columns and sure and (not by_name or by_columns is GroupKind.STAFF):
        return KindGuess(by_columns, True, say("Its columns say so."))
    if by_columns:
        reason: Sentence = say("Its columns say so, its name does not.") if by_name else say("Its columns point to it.")
        return KindGuess(by_columns, False, reason)
    if by_name:
        return KindGuess(by_name.kind, False, say("Its name says so."))
    return KindGuess(GroupKind.UNKNOWN, False, say("It holds personal data; what for is not clear."))


def is_backup_place(names: str) -> bool:
    """Whether names of file and folder speak of a copy."""
    return BACKUP_WORDS.search(names) is not None


def _from_names(names: str) -> _Sign | None:
    return next((sign for sign in _BY_NAME if sign.words.search(names)), None)


def _from_staff(types: set[str], headers: list[str]) -> tuple[GroupKind | None, bool]:
    """A list of the shop's own people: a column of them and nobody else's name, or words of a working life."""
    if types & _OF_CUSTOMERS or any(_CUSTOMER.search(header) or _SALE_WORDS.search(header) for header in headers):
        return None, False
    listed = any(_ROSTER.search(header.lower()) for header in headers)
    listed = listed or (fields.DATE not in types and any(map(_ON_DUTY.search, headers)))
    roster = listed and fields.NAME not in types
    at_work = sum(1 for header in headers if _AT_WORK.search(header))
    at_work += sum(2 for header in headers if _EMPLOYED.search(header))
    return (GroupKind.STAFF, roster or at_work >= 2) if roster or at_work else (None, False)


def _from_columns(types: set[str], headers: str) -> tuple[GroupKind | None, bool]:
    staff, sure = _from_staff(types, headers.split(" "))
    if staff is not None:
        return staff, sure
    for sign in _IN_HEADERS:
        if any(sign.words.search(header) for header in headers.split(" ")):
            return sign.kind, sign.kind is not GroupKind.DELIVERY
    medicine = fields.MEDICINE in types or "rx_purchase" in types
    if fields.PRESCRIPTION in types and (medicine or fields.DIAGNOSIS in types):
        return GroupKind.PRESCRIPTION, True
    sale = len(set(_SALE_WORDS.findall(headers)))
    if medicine and sale >= 2:
        return GroupKind.SALE, True
    if fields.MEMBER_NO in types and (fields.NAME in types or fields.MOBILE in types):
        clear = bool(_MEMBER_WORDS.search(headers)) or fields.NAME in types
        return (GroupKind.MEMBERSHIP, clear) if sale < 3 else (GroupKind.SALE, False)
    if types & {fields.DIAGNOSIS, "allergy", "chronic", "past_history"}:
        return GroupKind.CARE_FILE, False
    if fields.PRESCRIPTION in types:
        return GroupKind.PRESCRIPTION, False
    return None, False
