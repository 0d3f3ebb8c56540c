"""Names: by surname, length and what a name never ends in. The column's header decides where the rule is unsure."""

from __future__ import annotations

import re

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜"
    "倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲"
    "房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商"
    "刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海"
    "阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那"
    "宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由"
)
DOUBLE_SURNAMES = frozenset(
    [
        "欧阳",
        "上官",
        "皇甫",
        "令狐",
        "诸葛",
        "司马",
        "司徒",
        "夏侯",
        "慕容",
        "尉迟",
        "公孙",
        "长孙",
        "东方",
        "南宫",
        "独孤",
        "端木",
        "宇文",
        "轩辕",
        "闻人",
        "澹台",
        "申屠",
        "呼延",
        "拓跋",
    ]
)
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}")
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_MINORITY = re.compile(rf"{_HAN}{{1,15}}(?:[·•‧・．]{_HAN}{{1,15}}){{1,4}}")
_MASKED = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff][*＊xX某]{1,3}[\u3400-\u9fff]?")
_TITLED = re.compile(r"[\u3400-\u9fff](?:先生|女士|小姐|阿姨|大爷|大妈|叔叔|师傅)")
_NOT_A_NAME = re.compile(
    r"(?:王吉|药业|药房|药店|医院|公司|集团|大厦|小区|花园|中心|学校|银行|超市|门店|片|丸|胶囊|颗粒"
    r"|口服液|注射液|软膏|糖浆|滴眼液|喷雾|贴|散|膏"
    r"|省|市|县|区|镇|村|路|街|号|楼|首乌|石斛|当归|人参|黄芪|枸杞|病|炎|症|痛|热|咳嗽|血压|血糖|[元个盒瓶支袋粒克])$"
)
_KNOWN_PRODUCTS = frozenset(
    [
        "马应龙",
        "王老吉",
        "何首乌",
        "石斛",
        "白云山",
        "云南白药",
        "金银花",
        "金水宝",
        "安宫牛黄",
        "康泰克",
        "田七",
        "黄连素",
        "石决明",
        "高血压",
        "高血脂",
        "白内障",
    ]
)
AFTER_KEYWORD = re.compile(
    r"(?:姓\s?名|患者|顾客|会员|购药人|收货人|收件人|联系人|持卡人|客户|尊敬的)\s*[:：]?\s*"
    r"(?P<name>[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}?(?:·[\u3400-\u9fff]{1,10})*)"
    r"(?=先生|女士|小姐|性别|年龄|电话|手机|身份证|证件|住址|地址|科别|科室|出生|[^\u3400-\u9fff\U00020000-\U0003ffff]|$)"
)


def is_name(value: str) -> bool:
    """Whether a cell is a person's name by itself. Rare names fail: then the header of the column decides."""
    if len(value) < 2 or len(value) > 40 or value in _KNOWN_PRODUCTS:
        return False
    if _MINORITY.fullmatch(value) or _MASKED.fullmatch(value) or _TITLED.fullmatch(value):
        return True
    if not _NAME.fullmatch(value) or _NOT_A_NAME.search(value):
        return False
    return value[:2] in DOUBLE_SURNAMES or (value[0] in SURNAMES and len(value) <= 3)


def clean_name(value: str) -> str:
    """A name without blanks inside and without a form of address behind."""
    value = "".join(value.split())
    return re.sub(r"(?:先生|女士|小姐)$", "", value) if len(value) > 3 else value


def looks_masked(value: str) -> bool:
    """张**: a name that was already masked; it joins nobody to anybody."""
    return "*" in value or "＊" in value
