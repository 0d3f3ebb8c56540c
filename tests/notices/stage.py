"""Invented facts for letters: a shop, its dates, records decided every way, people with rare names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from desktop.classification.records import Decision, Disposition
from desktop.inventory.records import GroupKind, RecordGroup, Subject
from desktop.notices.facts import Facts, GroupFact
from desktop.notices.records import Addressee, Channel, NoticeKind
from desktop.rules.records import Sensitivity
from desktop.shop.records import Closing, LegalForm, Person, Recipient, Role, Route, Shop
from desktop.words import say

TODAY = date(2026, 10, 28)
SHOP = Shop(
    "样例市安和大药房有限公司",
    "91999999MA00000000",
    "例CB000000",
    "样例市云溪区示范路12号",
    "0999-5550100",
    LegalForm.COMPANY,
)
PEOPLE = (
    Person(Role.OWNER, "林示例", "负责人", "0999-5550101"),
    Person(Role.OPERATOR, "陈范文", "店长", "0999-5550100"),
    Person(Role.WITNESS, "周样本", "会计", "0999-5550102"),
    Person(Role.CUSTODIAN, "郑虚构", "股东", "0999-5550123"),
)
RECIPIENT = Recipient(
    "样例市康宁大药房有限公司", "范康例", "0999-5550177", "样例市云溪区示范路12号",
    "继续为您提供购药、用药提醒和会员服务，不用于广告",
    "存储、查询、按您的要求更正和删除，存放在接收方店内电脑",
    "服务期间，停止服务后删除",
)  # fmt: skip
UYGHUR = "阿卜杜热合曼·买买提吐尔逊·阿布都克里木·艾则孜"
RARE = ("䶮㛃", "李𠅤", "𬱖堃", UYGHUR)


def closing(route: Route = Route.DEREGISTRATION) -> Closing:
    return Closing(route, date(2026, 11, 30), date(2026, 12, 11), date(2026, 12, 18), date(2026, 11, 28))


def group(
    number: int, kind: GroupKind, words: str, disposition: Disposition, *, fields: tuple[str, ...] = (),
    types: tuple[str, ...] = (), basis: str = "", period: str = "", until: date | None = None,
    sensitive: bool = False, electronic: bool = True, known: bool = True, permanent: bool = False,
) -> GroupFact:  # fmt: skip
    decision = Decision(
        number, disposition, until, permanent, None, "RULE", ("RULE",), (),
        Sensitivity.STATUTORY if sensitive else Sensitivity.GENERAL, False, say("Deregistration"), "0" * 64, True,
    )  # fmt: skip
    record = RecordGroup(number, number, kind, words, "", 10, 10 if known else None, None, None, types, True, None)
    return GroupFact(record, decision, words, fields, basis, period, sensitive, electronic, known)


MEMBERS = group(
    1, GroupKind.MEMBERSHIP, "会员资料", Disposition.DELETE, fields=("姓名", "手机号码", "出生日期", "积分")
)
CONTACTS = group(2, GroupKind.CORRESPONDENCE, "联系记录", Disposition.DELETE)
PRESCRIPTIONS = group(
    3, GroupKind.PRESCRIPTION, "处方", Disposition.SEAL, basis="《药品经营和使用质量监督管理办法》第四十二条",
    period="保留不少于五年", until=date(2031, 11, 30), sensitive=True, electronic=False,
)  # fmt: skip
EPHEDRINE = group(
    4, GroupKind.EPHEDRINE_REGISTER, "含麻黄碱药品登记", Disposition.SEAL,
    basis="《药品经营质量管理规范》关于记录保存的规定",
    period="保留不少于五年", until=date(2031, 10, 2), sensitive=True, electronic=False, known=False,
)  # fmt: skip
VOUCHERS = group(
    5, GroupKind.ACCOUNTING, "会计凭证（退款单、发票）", Disposition.SEAL, basis="《会计档案管理办法》第十四条及附表",
    period="保留不少于三十年", until=date(2056, 12, 31), electronic=False,
)  # fmt: skip
SALES = group(6, GroupKind.SALE, "销售记录", Disposition.ANONYMISE)
MEMBERS_TO_GIVE = group(
    7, GroupKind.MEMBERSHIP, "会员资料", Disposition.TRANSFER, fields=("姓名", "手机号码", "出生日期", "积分"),
    types=("name", "mobile", "birth_date", "amount", "address"),
)  # fmt: skip
CARE_TO_GIVE = group(
    8,
    GroupKind.CARE_FILE,
    "慢病档案",
    Disposition.TRANSFER,
    types=("name", "medicine", "allergy", "chronic"),
    sensitive=True,
)


def facts(
    *groups: GroupFact, route: Route = Route.DEREGISTRATION, members: Mapping[int, tuple[int, ...]] | None = None,
    balances: frozenset[int] = frozenset(), recipient: Recipient | None = None, people: tuple[Person, ...] = PEOPLE,
) -> Facts:  # fmt: skip
    return Facts(SHOP, closing(route), people, recipient, TODAY, groups, members or {}, balances, "0" * 64)


def subject(
    number: int = 1, name: str = "何虚构", *, address: str = "样例省样例市云溪区虚构街道范本路8号3幢2单元501室",
    mobile: str = "19900000001", born: date | None = None,
) -> Subject:  # fmt: skip
    return Subject(number, name, mobile, "", "", born, address, "000000")


def person(
    facts: Facts, who: Subject | None = None, *, kind: NoticeKind = NoticeKind.DELETION, guardian: bool = False,
    balance: bool = False, groups: tuple[int, ...] | None = None,
) -> Addressee:  # fmt: skip
    ids = facts.every_id() if groups is None else groups
    return Addressee(who or subject(), kind, Channel.LETTER, ids, guardian, balance)
