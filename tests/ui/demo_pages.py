"""Demonstration pages made of the widgets alone: what the drawings show, with invented contents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from desktop.jobs.job import Progress
from desktop.jobs.runner import JobState
from desktop.ui import marks
from desktop.ui.blocks import BigChoice, EmptyState, LawQuote, Quote, Segmented, SidePanel, SumLine, Tabs
from desktop.ui.cells import Cell, Column, Group, Link, Number, Row, Text, TwoLine
from desktop.ui.flow import FlowLayout
from desktop.ui.flow_picture import FlowPicture, Source, Stream, Target
from desktop.ui.forms import PinField, TextField
from desktop.ui.page import Page
from desktop.ui.progress import Bar, ProgressCard
from desktop.ui.table import Table
from desktop.ui.widgets import BadgeView, Button, Card, CheckBox, Hairline, IconView, Label, column, frame, row
from desktop.words import Sentence, language, say


def two(chinese: str, english: str) -> str:
    """Invented contents in the window's language."""
    return chinese if language() == "zh_CN" else english


def plain(words: str) -> Sentence:
    """Invented contents as a sentence that needs no translation."""
    return Sentence(words)


class InventoryDemo(Page):
    """Scanning: four ways in, progress, findings grouped by folder."""

    def build(self) -> None:
        ways = (
            BigChoice(
                "table", two("导入表格", "Import tables"), two("收银、会员等导出文件", "Till and member exports")
            ),
            BigChoice("monitor", two("扫描电脑", "Scan computer"), two("正在扫描 D 盘", "Scanning drive D")),
            BigChoice("box", two("纸质和设备", "Paper and devices"), two("已登记 14 件", "14 items recorded")),
            BigChoice("building", two("第三方", "Third parties"), two("已登记 3 家", "3 recorded")),
        )
        ways[1].set_chosen(True)
        self.content.addLayout(row(*ways, gap=12))
        card = Card(margins=(18, 12), gap=12)
        counts = two(
            "已认出　手机号 3,482　身份证号 546　处方 540　病情用药 2,334",
            "Recognised:  mobile 3,482   resident ID 546   prescription 540   illness 2,334",
        )
        head = Label(two("正在扫描 D:\\收银系统\\导出\\2024", "Scanning D:\\收银系统\\导出\\2024"), "name")
        found = Label(counts, "small", wrap=True)
        found.setAlignment(Qt.AlignmentFlag.AlignRight)
        both = row(head, found, gap=20)
        both.setStretch(1, 1)
        card.body.addLayout(both)
        bar = Bar(6)
        bar.set_part(0.64)
        card.body.addWidget(bar)
        self.content.addWidget(card)
        tabs = Tabs()
        tabs.add("found", two("发现 23", "Findings 23"), self._table())
        empty = EmptyState(
            "box",
            two("还没有回答", "Not answered yet"),
            two("每一处都答一个有或没有。", "Say yes or no for each place."),
        )
        tabs.add("places", two("常见存放处 11/14", "Usual places 11 of 14"), empty)
        tabs.add("list", two("个人信息清单", "List of personal data"), QWidget())
        self.target("places", lambda: tabs.show_tab("places") or tabs)  # type: ignore[func-returns-value]
        self.content.addWidget(tabs, 1)

    def basis(self) -> Sequence[LawQuote]:
        return [LawQuote("个人信息处理者应当主动删除个人信息", "《个人信息保护法》第四十七条，2021-11-01 起施行")]

    def _table(self) -> Table:
        columns = [
            Column(two("文件", "File"), 220, 2),
            Column(two("里面有什么", "What is in it"), 190, 2),
            Column(two("条数", "Records"), 70, right=True),
            Column(two("敏感", "Sensitive"), 76),
            Column(two("遮盖后的样例", "Masked sample"), 220, 3),
            Column("", 100),
        ]
        table = Table(columns, two("发现", "Findings"))
        law = marks.sensitivity("statutory", two("法定", "By law"))
        strict, check = marks.sensitivity("strict", two("从严", "Strict")), Link(two("核对", "Check"))
        done = marks.standing("done", two("已核对", "Checked"))
        lines: list[Row | Group] = [
            Group("g1", "D:\\收银系统\\导出", two("3 个文件 • 5,860 条", "3 files • 5,860 records")),
            _file(
                "1",
                "会员资料_2024.xlsx",
                two("姓名、手机、生日", "Name, mobile, birthday"),
                3214,
                strict,
                "张*　138****2716",
                done,
            ),
            _file(
                "2",
                "购药明细_2024.csv",
                two("手机、药品、金额", "Mobile, medicine, amount"),
                2106,
                law,
                "139****0482　阿托伐他汀",
                check,
            ),
            _file(
                "3",
                "处方登记.xls",
                two("姓名、身份证号、诊断", "Name, resident ID, diagnosis"),
                540,
                law,
                "李**　3201**********12X",
                check,
            ),
            Group("g2", "C:\\Users\\药店\\桌面", two("2 个文件 • 870 条", "2 files • 870 records")),
            _file(
                "4",
                "会员生日.xls",
                two("姓名、手机、生日", "Name, mobile, birthday"),
                642,
                strict,
                "王**　150****9031",
                check,
            ),
            _file(
                "5",
                "慢病随访.docx",
                two("姓名、病情、用药", "Name, illness, medicines"),
                228,
                law,
                "陈*　高血压　缬沙坦",
                check,
            ),
        ]
        table.show_rows(lines)
        table.select("2", scroll_to=False)
        return table


def _file(key: str, name: str, what: str, count: int, tag: Cell, sample: str, offer: Cell) -> Row:
    name_cell = Text(name, weight=500, icon="file", elide="middle")
    return Row(key, (name_cell, Text(what, "text2"), Number(count), tag, Text(sample, "text2"), offer))


class ClassificationDemo(Page):
    """A question, the picture of flows, the table, the law in the panel."""

    def build(self) -> None:
        self._picture, self._table = self._flows(), self._groups()
        self._switch = Segmented([("picture", two("看图", "Picture")), ("table", two("看表", "Table"))], "table")
        self._switch.changed.connect(self._fit)
        head = row(Label(two("8 组 • 4,217 人", "8 groups • 4,217 people"), "h3"), None, self._switch)
        self._toggle = frame("clear", head)
        self.content.addWidget(self._toggle)
        self.content.addWidget(self._picture, 1)
        self.content.addWidget(self._table, 1)

    def refresh(self) -> None:
        answers = [("yes", two("有", "Yes")), ("no", two("没有", "No")), ("look", two("要去看一下", "I will look"))]
        self.say(
            "ask",
            two("这本登记册里有含麻黄碱药品的登记吗？", "Does this register hold ephedrine entries?"),
            answers=answers,
        )
        self._fit()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if self.panel is None and self.width() > 900:
            self.open_panel(self._panel())
        self._fit()

    def _fit(self, _key: str = "") -> None:
        both = self.height() > 600
        self._toggle.setVisible(not both)
        self._picture.setVisible(both or self._switch.current() == "picture")
        self._table.setVisible(both or self._switch.current() == "table")

    def _flows(self) -> QWidget:
        picture = FlowPicture()
        people = two("{:,} 人", "{:,}").format
        sources = [
            Source(k, two(z, e), n, people(n))
            for k, z, e, n in (
                ("till", "收银系统", "Till", 3214),
                ("book", "处方本", "Prescriptions", 1846),
                ("register", "登记册", "Register", 1314),
                ("wechat", "微信", "WeChat", 640),
                ("visits", "慢病随访", "Visits", 328),
            )
        ]
        targets = [
            Target("delete", marks.disposition("delete", two("删除", "Delete")), "slate", 3902, people(3902)),
            Target("seal", marks.disposition("seal", two("封存", "Seal")), "accent", 2318, people(2318)),
            Target(
                "anonymise", marks.disposition("anonymise", two("匿名化", "Anonymise")), "hatched", 1530, people(1530)
            ),
            Target("transfer", marks.disposition("transfer", two("移交", "Transfer")), "outlined", 328, people(328)),
        ]
        streams = [
            Stream("till", "delete", 1500, ""),
            Stream("till", "seal", 960, ""),
            Stream("till", "anonymise", 754, ""),
            Stream("book", "seal", 1846, ""),
            Stream("register", "delete", 1102, ""),
            Stream("register", "seal", 212, ""),
            Stream("wechat", "delete", 640, ""),
            Stream("visits", "transfer", 328, ""),
        ]
        picture.show_flows(sources, targets, streams)
        card = Card(margins=(20, 12), gap=6)
        note = two(
            "线条粗细表示人数。同一个人可能在几组里，合计 4,217 人。",
            "Thickness shows people. One person may be in several groups.",
        )
        card.body.addLayout(row(Label(two("去向", "Where"), "h3"), Label(note, "small"), None, gap=12))
        card.body.addWidget(picture, 1)
        return card

    def _groups(self) -> Table:
        columns = [
            Column(two("记录组", "Record group"), 180, 2),
            Column(two("敏感", "Sensitive"), 64),
            Column(two("处置", "Disposition"), 104),
            Column(two("保存到", "Keep until"), 108),
            Column(two("依据", "Basis"), 120, 1),
        ]
        table = Table(columns, two("记录组", "Record groups"), rows_shown=3)
        seal = marks.disposition("seal", two("封存", "Seal"))
        delete = marks.disposition("delete", two("删除", "Delete"))
        undecided = marks.disposition("open", two("待定", "Open"))
        move = marks.disposition("transfer", two("移交", "Transfer"))
        law = marks.sensitivity("statutory", two("法定", "By law"))
        strict = marks.sensitivity("strict", two("从严", "Strict"))
        table.show_rows(
            [
                _group("1", "处方", "纸质 12 册 • 1,846 人", law, seal, "2031-12-31", "处方不少于五年"),
                _group("2", "购药明细", "收银系统 • 2,106 人", law, seal, "2031-12-31", "销售记录五年"),
                _group("3", "含麻黄碱专册", "登记册 • 212 人", strict, undecided, "—", "等您回答"),
                _group("4", "会员资料", "收银系统 • 3,214 人", strict, delete, "立即", "停业应主动删除"),
                _group("5", "疫情购药登记", "登记册 • 1,102 人", law, delete, "立即", "应当予以销毁"),
                _group("6", "慢病随访表", "纸质 1 册 • 328 人", law, move, "须单独同意", "向他人提供"),
            ]
        )
        table.select("1", scroll_to=False)
        return table

    def _panel(self) -> SidePanel:
        panel = SidePanel(two("依据", "Legal basis"))
        badges = row(
            BadgeView(marks.sensitivity("statutory", two("法定", "By law"))),
            BadgeView(marks.disposition("seal", two("封存", "Seal"))),
            None,
            gap=10,
        )
        quote = LawQuote(
            "按规定凭处方销售处方药，处方保留不少于五年。",
            "《药品经营和使用质量监督管理办法》第四十二条，2024-01-01 起施行",
        )
        panel.add(Label("处方（纸质 12 册）", "h3"), frame("clear", badges), Quote(quote), 8)
        panel.add(Label(two("保存到哪天，怎样算的", "Until when, and why"), "h3"))
        panel.add(
            SumLine("最后一张处方", "2026-12-31"),
            SumLine("加法定期限", "5 年"),
            SumLine("保存到", "2031-12-31", strong=True),
        )
        panel.add(Hairline(), 6, Label("暂缓销毁", "h3"), CheckBox("有投诉、诉讼或检查没有了结"))
        panel.foot.addWidget(Label("期限只能延长，不能缩短。改动要写理由。", "small", wrap=True))
        panel.foot.addWidget(Button(two("改成更严", "Make stricter")))
        return panel


def _group(key: str, name: str, place: str, tag: Cell, pill: Cell, until: str, basis: str) -> Row:
    return Row(key, (TwoLine(name, place), tag, pill, Text(until), Text(basis, "text2", small=True)))


class PlanDemo(Page):
    """The plan of erasure with the panel of approval."""

    def build(self) -> None:
        holder = frame("clear")
        legend = FlowLayout(holder, gap=14)
        legend.addWidget(Label(two("22 项 • 3,902 人", "22 items • 3,902 people"), "h3"))
        for key, words in (
            ("achieved", two("做得到", "Achieved")),
            ("residue", two("有残留可能", "Residue possible")),
            ("other_party", two("靠对方", "Up to them")),
            ("on_hold", two("暂缓", "On hold")),
        ):
            legend.addWidget(BadgeView(marks.standing(cast(Any, key), words)))
        top = row(holder, Button(two("打印计划", "Print the plan"), icon="printer", small=True))
        top.setStretch(0, 1)
        self.content.addLayout(top)
        columns = [
            Column(two("要销毁什么，在哪里", "What, and where"), 180, 2),
            Column(two("人数", "People"), 60, right=True),
            Column(two("方法", "Method"), 140),
            Column(two("能做到什么程度", "What it achieves"), 280, 3),
        ]
        self.table = Table(columns, two("计划", "Plan"))
        self.table.show_rows(
            [
                _item(
                    "1",
                    "会员资料_2024.xlsx",
                    "D 盘 • 机械硬盘",
                    3214,
                    "覆写一遍，读回核对",
                    "achieved",
                    "普通恢复软件找不回来。",
                ),
                _item(
                    "2",
                    "桌面文件 6 个",
                    "C 盘 • 固态硬盘",
                    870,
                    "覆写、删除、清余量",
                    "residue",
                    "固态硬盘：覆写后仍可能有残留，建议整盘加密擦除或物理销毁。",
                ),
                _item(
                    "3",
                    "会员备份 2023.bak",
                    "U 盘 金士顿 32 GB",
                    3102,
                    "清空后剪碎",
                    "achieved",
                    "剪碎芯片以后读不出来。只覆写不算数。",
                ),
                _item(
                    "4",
                    "疫情购药登记 3 册",
                    "二楼储物间 • 纸质",
                    1102,
                    "碎纸 P-4",
                    "achieved",
                    "碎成小块，很难拼回。要称重、拍照。",
                ),
                _item(
                    "5",
                    "微信会员群 2 个",
                    "店用手机",
                    640,
                    "解散群，清空聊天",
                    "residue",
                    "只能清掉本机。顾客手机里的管不到。",
                ),
                _item(
                    "6",
                    "短信平台 云信通",
                    "第三方",
                    2980,
                    "等对方书面答复",
                    "other_party",
                    "看不到对方的机器，以书面答复为准。",
                ),
                _item("7", "周** 的投诉件", "案卷内", 1, "暂缓", "on_hold", "投诉没有了结，现在不能销毁。", dim=True),
            ]
        )
        self.content.addWidget(self.table, 1)

    def basis(self) -> Sequence[LawQuote]:
        return [LawQuote("个人信息处理者应当主动删除个人信息", "《个人信息保护法》第四十七条，2021-11-01 起施行")]

    def refresh(self) -> None:
        if self.panel is None:
            self.open_panel(self._approval())

    def _approval(self) -> SidePanel:
        panel = SidePanel(two("两个人批准同一份计划", "Two people approve the same plan"), closable=False)
        code = row(Label(two("核对码", "Check code"), "small"), Label("7F3A 91C2", "code"), None, gap=12)
        panel.add(
            frame("clear", code),
            Label(two("两位看到的核对码应当一样，也印在计划上。", "Both must see the same code."), "small", wrap=True),
        )
        panel.add(Hairline(), _approved(two("负责人　王桂兰", "Owner  王桂兰"), two("14:26 已批准", "approved 14:26")))
        pin = PinField()
        panel.add(
            _approved(
                two("监销人　李建国", "Witness  李建国"),
                two("请李建国本人输入自己的 PIN", "Own PIN, please"),
                done=False,
            )
        )
        panel.add(frame("clear", row(pin, Button(two("批准", "Approve")))), Hairline())
        panel.add(
            Label(two("照样输入下面这句话：", "Type this sentence:"), "name"), Label("销毁 3902 人的资料", "code")
        )
        sentence = TextField(two("两个人都批准以后再输入", "After both have approved"))
        sentence.setEnabled(False)
        panel.add(sentence)
        missing = row(
            IconView("alert", "warn", 18),
            Label(two("还差监销人批准和照样输入。", "The witness is missing."), "smalltext", tone="warn", wrap=True),
        )
        missing.setStretch(1, 1)
        panel.foot.addLayout(missing)
        start = Button(two("开始销毁", "Start erasing"), "danger", icon="bin")
        start.setEnabled(False)
        panel.foot.addWidget(start)
        return panel


def _approved(who: str, when: str, *, done: bool = True) -> QFrame:
    words = column(Label(who, "name"), Label(when, "small", wrap=True), gap=1)
    box = row(
        IconView("check" if done else "circle", "accent" if done else "text2", 18), words, gap=12, margins=(0, 2, 0, 2)
    )
    box.setStretch(1, 1)
    return frame("clear", box)


def _item(
    key: str, name: str, place: str, people: int, method: str, mark: str, words: str, *, dim: bool = False
) -> Row:
    verdict = marks.standing(cast(Any, mark), words, wrap=True)
    return Row(
        key,
        (TwoLine(name, place, tone="text2" if dim else "text"), Number(people), Text(method, small=True), verdict),
        dim=dim,
    )


class ErasingDemo(Page):
    """Erasing: the card of the running item, the results."""

    def build(self) -> None:
        self.card = ProgressCard(_stages(), stop=Button(two("停止", "Stop"), icon="stop"))
        self.content.addWidget(self.card)
        tabs = Tabs()
        columns = [
            Column(two("销毁项", "Item"), 240, 3),
            Column(two("人数", "People"), 60, right=True),
            Column(two("结果", "Result"), 200, 4),
            Column(two("时间", "Time"), 60),
            Column("", 80),
        ]
        table = Table(columns, two("结果", "Results"))
        disk = "D 盘 • 机械硬盘"
        table.show_rows(
            [
                _result("1", "会员资料_2024.xlsx", disk, 3214, "running", "正在读回核对", ""),
                _result(
                    "2",
                    "送货单.xlsx",
                    disk,
                    97,
                    "failed",
                    "没有做成：文件正被收银系统占用",
                    "14:30",
                    two("再试", "Retry"),
                ),
                _result("3", "购药小票扫描件 214 个", disk, 186, "done", "已销毁，核对过", "14:34"),
                _result("4", "桌面文件 6 个", "C 盘 • 固态硬盘", 870, "residue", "已删除，可能有残留", "14:33"),
                _result("5", "会员生日.xls", disk, 642, "done", "已销毁，核对过", "14:31"),
                _result("6", "会员备份 2022.bak", disk, 2870, "done", "已销毁，核对过", "14:30"),
                _result("7", "会员备份 2021.bak", disk, 2412, "done", "已销毁，核对过", "14:29"),
            ]
        )
        tabs.add("all", two("全部 21", "All 21"), table)
        tabs.add("failed", two("没有做成 1", "Failed 1"), QWidget())
        tabs.add("waiting", two("等待 13", "Waiting 13"), QWidget())
        self.content.addWidget(tabs, 1)

    def basis(self) -> Sequence[LawQuote]:
        return [LawQuote("个人信息处理者应当主动删除个人信息", "《个人信息保护法》第四十七条，2021-11-01 起施行")]

    def refresh(self) -> None:
        self.set_head(
            two("正在按两个人批准的计划销毁。", "Erasing by the plan that two people approved."),
            two(
                "可以停：做完手上这一项就停，以后从这里接着做。断电也一样。",
                "You can stop: it ends after this item and goes on from here.",
            ),
        )
        progress = Progress(8, 21, "会员资料_2024.xlsx", _stages()[1], speed=say("86 MB a second"))
        state = JobState(say("Erasure"), "erasure", progress, say("about {n} min left", n=11))
        self.card.show_state(
            state,
            head=two("第 8 项，共 21 项", "Item 8 of 21"),
            place="D:\\收银系统\\导出 • 机械硬盘 • 3,214 人",
            aside=two("每秒 86 MB　|　核对码 7F3A 91C2", "86 MB a second  |  code 7F3A 91C2"),
        )


def _stages() -> tuple[Sentence, ...]:
    both = (("覆写", "Overwrite"), ("读回核对", "Read back"), ("改名删除", "Delete"), ("清理残留", "Clear left-overs"))
    return tuple(plain(two(z, e)) for z, e in both)


def _result(key: str, name: str, place: str, people: int, mark: str, words: str, when: str, offer: str = "") -> Row:
    state = marks.standing(cast(Any, mark), words)
    return Row(key, (TwoLine(name, place), Number(people), state, Text(when, "text2", small=True), Link(offer)))
