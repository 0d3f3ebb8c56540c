"""The frame of every page: head, message bar, scrolling content, side panel; jumps, errors and jobs in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from desktop.errors import OwnerError
from desktop.jobs.job import Job
from desktop.jobs.runner import JobRunner, JobState
from desktop.ui.blocks import BigChoice, LawQuote, MessageBar, Scroll, SidePanel, Tone
from desktop.ui.forms import Field
from desktop.ui.theme import px, theme
from desktop.ui.widgets import Button, Label, column, frame, restyle, row
from desktop.words import Sentence, tr

if TYPE_CHECKING:  # the first window must not wait for the vault's libraries
    from desktop.session import Session

NARROW = 900
"""Page width (at 100 % text) below which the side panel lies over the page instead of beside it."""
SHORT = 600
"""Window height (at 100 % text) below which second lines give way."""
MARKED_MS = 6000


class Page(QFrame):
    """One step. Build widgets in `build`, read the case in `refresh`, write through the room's store, emit `changed`.

    Signals: `changed` after the case was changed; `jump_requested(step, target)` to go to another step's field.
    """

    changed = Signal()
    jump_requested = Signal(str, str)
    closing_asked = Signal(object)

    def __init__(self, session: Session, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes on from here into the page
        self.session = session
        self.jobs = jobs
        self.key = ""
        self.panel: SidePanel | None = None
        self.shown_error: OwnerError | None = None
        self._message: MessageBar | None = None
        self._targets: dict[str, QWidget | Callable[[], QWidget | None]] = {}
        self._on_done: Callable[[Any], object] | None = None
        self._on_end: Callable[[], object] | None = None
        self._running = False
        self._failed = False
        self._retired = False
        self._frame()
        self.build()
        jobs.progressed.connect(self._job_moved)
        jobs.succeeded.connect(self._job_done)
        jobs.failed.connect(self._job_failed)
        jobs.ended.connect(self._job_ended)

    # ---- to be written by each page

    def build(self) -> None:
        """Make the widgets once, into `self.content`."""

    def refresh(self) -> None:
        """Read the case and show it; called when the page is shown and after every change."""

    def basis(self) -> Sequence[LawQuote]:
        """The law that this step rests on; without any the link 依据 is not shown."""
        return ()

    def job_moved(self, state: JobState) -> None:
        """The job that this page started went on: show it large."""

    def finish(self) -> None:
        """Next was pressed on the last step: do what ends the case, then emit `closing_asked` with the
        sentences (`Sequence[Sentence]`) that the first window shall say.
        """
        self.closing_asked.emit(())

    # ---- what pages use

    def set_head(self, purpose: Sentence | str, skip: Sentence | str) -> None:
        """What the step is for; what happens if it is skipped. A page may change both while it works."""
        self._purpose.setText(str(purpose))
        self._skip.setText(str(skip))
        self.setAccessibleName(str(purpose))

    def target(self, name: str, widget: QWidget | Callable[[], QWidget | None]) -> None:
        """Name a place that gate sentences jump to: a widget, or a function that opens it and returns it."""
        self._targets[name] = widget

    def jump(self, target: str) -> None:
        """Scroll to a place, put the keyboard there, mark it. `name:rest` falls back to `name`."""
        place = self._targets.get(target) or self._targets.get(target.partition(":")[0])
        widget = place() if callable(place) and not isinstance(place, QWidget) else place
        if not isinstance(widget, QWidget):
            return
        self._scroll.ensureWidgetVisible(widget, 0, px(60))
        focus = widget.widget if isinstance(widget, Field) else widget
        focus.setFocus()
        self._mark(focus.focusProxy() or focus)

    def say(
        self, tone: Tone, *sentences: Sentence | str, answers: Sequence[tuple[str, str]] = (),
        on: Callable[[str], object] | None = None,
    ) -> MessageBar:  # fmt: skip
        """Show a message at the top of the page; a question has its answers in the bar."""
        bar = MessageBar(tone, sentences, answers, closable=not answers)
        if on is not None:
            bar.answered.connect(lambda key: self.attempt(lambda: on(key)))
        return self._show_message(bar)

    def show_error(self, error: OwnerError) -> None:
        """Say what happened, what it means, what to do."""
        self.shown_error = error
        self._show_message(MessageBar.of_error(error))
        self._scroll.verticalScrollBar().setValue(0)

    @property
    def has_message(self) -> bool:
        """Whether something is said at the top of the page."""
        return self._message is not None and not self._message.isHidden()

    def clear_message(self) -> None:
        """Take the message away; while a failed job is being tidied up after, why it failed stays."""
        if not self._failed:
            self._drop_message()

    def _drop_message(self) -> None:
        if self._message is not None:
            self._message.hide()
            self._message.deleteLater()
            self._message = None

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do something that may raise OwnerError; show the error in the page. True when it went well."""
        try:
            act()
        except OwnerError as error:
            self.show_error(error)
            return False
        return True

    def when(self, signal: SignalInstance, act: Callable[..., object]) -> None:
        """Connect a signal (without its arguments) to something that may raise OwnerError."""
        signal.connect(lambda *_: self.attempt(act))

    def did_change(self) -> None:
        """Call after writing to the case: refreshes this page and lets the window look at the gates again."""
        self.clear_message()
        self.refresh()
        self.changed.emit()

    def run(
        self, name: Sentence, job: Job[Any], on_done: Callable[[Any], object] | None = None,
        on_end: Callable[[], object] | None = None,
    ) -> bool:  # fmt: skip
        """Start a job. `on_done(result)` is for the eye only: what matters is in the case already when it is called.

        `on_end` is called however it ends. False when another job is running (and the page says so).
        """
        if not self.attempt(lambda: self.jobs.start(name, job, self.key)):
            return False
        self._running, self._on_done, self._on_end = True, on_done, on_end
        return True

    @property
    def narrow(self) -> bool:
        """Whether a panel would lie over the page: what must stay in sight then belongs into a tab."""
        return self.width() * 100 / theme().percent < NARROW

    @property
    def has_job(self) -> bool:
        """Whether a job that this page started has not been dealt with to its end."""
        return self._running

    def open_panel(self, panel: SidePanel) -> None:
        """Show a panel at the right; the one before it goes."""
        self.close_panel()
        self.panel = panel
        panel.closed.connect(self.close_panel)
        panel.setParent(self._body)
        self._place_panel()
        panel.show()

    @Slot()
    def close_panel(self) -> None:
        """Take the panel away."""
        if self.panel is not None:
            self._beside.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
            self._spare_message()
        self._basis.setChecked(False)

    def set_compact(self, compact: bool) -> None:
        """Little height: the second line of the head becomes a link, margins shrink."""
        self._compact = compact
        self._skip.setVisible(not compact)
        self._skip_link.setVisible(compact and bool(self._skip.text()))
        for choice in cast(list[BigChoice], self.findChildren(BigChoice)):
            choice.set_compact(compact)
        side = 16 if compact else 24
        self._head_box.setContentsMargins(
            px(side), px(8 if compact else 18), px(side if compact else 24), px(6 if compact else 14)
        )
        self._inner_box.setContentsMargins(px(side), 0, px(side), px(14))

    # ---- the frame

    def _frame(self) -> None:
        self._compact = False
        self._purpose, self._skip = Label(kind="h1", wrap=True), Label(kind="second", wrap=True)
        self._basis = Button(tr("Legal basis"), "link", icon="book", on=self._toggle_basis)
        self._basis.setCheckable(True)
        self._skip_link = Button(tr("If you skip this"), "link", on=lambda: self.say("warn", self._skip.text()))
        self._skip_link.hide()
        words = column(self._purpose, self._skip, gap=4)
        self._head_box = row(words, self._skip_link, self._basis, gap=12)
        self._head_box.setStretch(0, 1)
        for link in (self._basis, self._skip_link):
            self._head_box.setAlignment(link, Qt.AlignmentFlag.AlignTop)
        self.content: QVBoxLayout = column(gap=12)
        self._message_slot = column(gap=0)
        self._inner_box = column(self._message_slot, self.content, gap=12)
        self._inner_box.setStretch(1, 1)
        inner = QWidget()
        inner.setLayout(self._inner_box)
        self._scroll = Scroll(inner)
        self._body = frame("clear")
        self._beside = row(self._scroll, gap=0)
        self._beside.setStretch(0, 1)
        self._body.setLayout(self._beside)
        self._body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        outer = column(self._head_box, self._body, gap=0)
        outer.setStretch(1, 1)
        self.setLayout(outer)
        self.set_compact(False)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.activated.connect(self.close_panel)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._basis.setVisible(bool(self.basis()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_panel()

    def _place_panel(self) -> None:
        panel = self.panel
        if panel is None:
            return
        if self.narrow:
            self._beside.removeWidget(panel)
            panel.setParent(self._body)
            panel.setGeometry(self._body.width() - panel.width(), 0, panel.width(), self._body.height())
            panel.show()
            panel.raise_()
            QTimer.singleShot(0, self, self._stick_panel)
        elif self._beside.indexOf(panel) < 0:
            self._beside.addWidget(panel)
        self._spare_message()

    def _spare_message(self) -> None:
        """What is said ends where a panel over the page begins, as far as its words and buttons can be that narrow."""
        covered = 0
        if self.panel is not None and self._message is not None and self._beside.indexOf(self.panel) < 0:
            side = self._inner_box.contentsMargins().right()
            most = self._body.width() - 2 * side - self._message.minimumSizeHint().width()
            covered = max(0, min(self.panel.width() + px(12) - side, most))
        self._message_slot.setContentsMargins(0, 0, covered, 0)

    @Slot()
    def _stick_panel(self) -> None:
        if self.panel is not None and self._beside.indexOf(self.panel) < 0:
            self.panel.resize(self.panel.width(), self._body.height())
            self.panel.move(QPoint(self._body.width() - self.panel.width(), 0))

    @Slot()
    def _toggle_basis(self) -> None:
        if self._basis.isChecked():
            panel = SidePanel(tr("Legal basis"))
            panel.add_quotes(self.basis())
            self.open_panel(panel)
            self._basis.setChecked(True)
        else:
            self.close_panel()

    def _show_message(self, bar: MessageBar) -> MessageBar:
        self._drop_message()
        self._message = bar
        self._message_slot.addWidget(bar)
        bar.show()
        self._spare_message()
        return bar

    def _mark(self, widget: QWidget) -> None:
        widget.setProperty("marked", True)
        restyle(widget)
        QTimer.singleShot(MARKED_MS, widget, lambda: _unmark(widget))

    def retire(self) -> None:
        """The case is being closed: whatever ends after this is none of the page's business."""
        self._retired = True

    @Slot(object)
    def _job_moved(self, state: object) -> None:
        if not self._retired and isinstance(state, JobState) and state.owner == self.key:
            self.job_moved(state)

    @Slot(object)
    def _job_done(self, result: object) -> None:
        act, self._on_done = self._on_done, None
        if act is not None and not self._retired:
            self.attempt(lambda: act(result))

    @Slot(object)
    def _job_failed(self, error: object) -> None:
        self._failed = self._running
        if self._running and not self._retired and isinstance(error, OwnerError):
            self.show_error(error)

    @Slot()
    def _job_ended(self) -> None:
        self._running, self._on_done = False, None
        act, self._on_end = self._on_end, None
        if act is not None and not self._retired:
            self.attempt(act)
        self._failed = False


def _unmark(widget: QWidget) -> None:
    widget.setProperty("marked", False)
    restyle(widget)
