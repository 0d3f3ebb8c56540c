"""The law as data: what the files in resources/rules say, checked and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.words import Sentence

MUST_GO = "destroy_now"
"""The default action of a rule by which the law orders destruction."""


class Status(StrEnum):
    """How a quotation was verified: read, read second-hand, or known only."""

    READ = "F"
    READ_SECOND_HAND = "F2"
    KNOWN_ONLY = "K"


class CertaintyOfRule(StrEnum):
    """How sure the rule is as a whole."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Sensitivity(StrEnum):
    """Two views of a field: 法定 (PIPL 28, GB/T 45574-2025) and 从严 (GB/T 35273-2020 annex B)."""

    GENERAL = "general"
    STRICT = "strict"
    STATUTORY = "statutory"


@dataclass(frozen=True, slots=True)
class Basis:
    """One provision a rule rests on. `article` is empty where the text has none or it is not verified (条号待核)."""

    law: str
    article: str
    article_verified: bool
    quote: str
    effective: date
    status: Status

    @property
    def citation(self) -> str:
        """《个人信息保护法》第四十七条, with 条号待核 where the number is not verified."""
        name = self.law if "》" in self.law or self.law.startswith("GB") else f"《{self.law}》"
        return name + (self.article if self.article_verified else f"{self.article}（条号待核）")

    @property
    def printed(self) -> str:
        """As it stands on paper: the number only where it was verified, the act's name alone otherwise."""
        name = self.law if "》" in self.law or self.law.startswith("GB") else f"《{self.law}》"
        return name + (self.article if self.article_verified else "")


@dataclass(frozen=True, slots=True)
class Term:
    """A period: counted from a named event ("dispense_date", "fiscal_year_end_next" …)."""

    years: int
    months: int
    days: int
    counted_from: str


@dataclass(frozen=True, slots=True)
class Condition:
    """For these kinds of group the rule applies only with one of these answers to a question."""

    kinds: tuple[str, ...]
    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Why and until when something must be kept, or that it must be deleted. Texts are Chinese: they are law."""

    id: str
    name: str
    short: Sentence
    """One line for a table, in the window's language."""
    applies_to: tuple[str, ...]
    """Values of inventory's `GroupKind`."""
    conditions: tuple[Condition, ...]
    fields: tuple[str, ...]
    """It also applies to any group that has one of these field types."""
    terms: tuple[Term, ...]
    terms_if_no_expiry: tuple[Term, ...]
    permanent: bool
    default_action: str
    after_closing: str
    on_expiry: str
    recommended_years: int
    applies_if: str
    identity_needed: bool
    split_identity: bool
    sensitive: bool
    basis: tuple[Basis, ...]
    certainty: CertaintyOfRule
    conflicts: str
    notes: str
    local: bool = False
    """The owner's own, for what a local authority asks beyond the law: it can only make a period longer."""

    @property
    def keeps(self) -> bool:
        """Whether it orders (or advises) to keep something, rather than to delete it."""
        return self.permanent or bool(self.terms) or self.recommended_years > 0

    @property
    def to_verify(self) -> bool:
        """Whether the screen says 请核实: a basis is known only, an article is unverified, or certainty is not high."""
        return self.certainty is not CertaintyOfRule.HIGH or any(
            not b.article_verified or b.status is Status.KNOWN_ONLY for b in self.basis
        )


@dataclass(frozen=True, slots=True)
class HoldRule:
    """A legal hold (暂缓销毁): what it is and when it ends. `short` is in the window's language, the rest is law."""

    id: str
    name: str
    short: Sentence
    until: str
    basis: str
    one_person_only: bool


@dataclass(frozen=True, slots=True)
class FieldType:
    """A kind of column or match, with its two badges."""

    id: str
    name: Sentence
    statutory: bool
    strict: bool
    note: str
    identifies: bool
    """Identifies a person on its own or with one other field."""
    health: bool
    """Joined with an identifier it makes the whole list sensitive (list-level rule)."""


@dataclass(frozen=True, slots=True)
class HeaderPattern:
    """A pattern on a column header, lower case with blanks, brackets and _-.: removed; the first that matches wins.

    `field_type` is empty for columns that say nothing about a customer.
    """

    field_type: str
    pattern: str


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """A place a shop like this usually has; `windows` and `linux` are where a scan looks first (%NAME%, ~ unfilled)."""

    id: str
    name: Sentence
    hint: Sentence
    windows: tuple[str, ...]
    linux: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SystemRule:
    """Folders that belong to the system and are not searched, and what in them is (`…_but`); unfilled as above.

    `?:` stands for whatever drive of Windows.
    """

    id: str
    name: Sentence
    windows: tuple[str, ...]
    linux: tuple[str, ...]
    windows_but: tuple[str, ...]
    linux_but: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """One answer that can be given."""

    value: str
    text: Sentence


@dataclass(frozen=True, slots=True)
class QuestionRule:
    """What only the owner can know. `once` questions are asked for the shop, the others for each group."""

    id: str
    once: bool
    kinds: tuple[str, ...]
    fields: tuple[str, ...]
    """Asked only for groups with one of these field types, or with none known."""
    devices_only: bool
    """Asked only for phones, tills and other devices."""
    after: str
    after_answers: tuple[str, ...]
    takes_day: bool
    text: Sentence
    choices: tuple[ChoiceRule, ...]


@dataclass(frozen=True, slots=True)
class Statute:
    """A provision that stands behind a step, as the 依据 panel shows it."""

    key: str
    step: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class AssessmentHeading:
    """One of the three statutory headings of the impact assessment (PIPL 56)."""

    id: str
    text: Sentence
    basis: str


@dataclass(frozen=True, slots=True)
class AssessmentField:
    """One field of the form. `kind`: text, impact or likelihood."""

    id: str
    heading: str
    kind: str
    name: Sentence


@dataclass(frozen=True, slots=True)
class Level:
    """A level of impact, likelihood or risk."""

    id: str
    name: Sentence
    hint: Sentence | None = None


@dataclass(frozen=True, slots=True)
class AssessmentForm:
    """The short form with the matrix of GB/T 39335-2020 table D.5: impact levels by likelihood levels."""

    headings: tuple[AssessmentHeading, ...]
    fields: tuple[AssessmentField, ...]
    impacts: tuple[Level, ...]
    likelihoods: tuple[Level, ...]
    risks: tuple[Level, ...]
    matrix: tuple[tuple[str, ...], ...]

    def risk(self, impact: str, likelihood: str) -> Level:
        """The risk of an impact that is that likely. Raises StopIteration for an unknown level."""
        row = next(i for i, level in enumerate(self.impacts) if level.id == impact)
        place = next(i for i, level in enumerate(self.likelihoods) if level.id == likelihood)
        return next(level for level in self.risks if level.id == self.matrix[row][place])


@dataclass(frozen=True, slots=True)
class MilestoneRule:
    """One date of a closing: so many days from one of the closing's own dates; for all routes and forms if empty."""

    key: str
    counted_from: str
    days: int
    name: Sentence
    basis: str
    required: bool
    routes: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedDays:
    """What is proposed for the dates the owner has not chosen yet, in days."""

    request_days: int
    collect_days: int
    erasure_after_trading: int


@dataclass(frozen=True, slots=True)
class Policy:
    """What decides when rules meet or facts are missing."""

    fallback_years_when_expiry_unknown: int
    default_rule: str
    child_rule: str
    copy_rule: str
    stays_rule: str
    """For what stays with a company that goes on."""
    closing_rules: tuple[str, ...]
    """Rules that delete for no other reason than that the shop closes."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What rules may speak of: kinds of record group, actions, and what a term may be counted from."""

    kinds: tuple[str, ...]
    actions: tuple[str, ...]
    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, with the day they were checked and the digest of the retention file."""

    as_of: date
    digest: str
    policy: Policy
    group_kinds: tuple[str, ...]
    retention: tuple[RetentionRule, ...]
    holds: tuple[HoldRule, ...]
    fields: tuple[FieldType, ...]
    headers: tuple[HeaderPattern, ...]
    places: tuple[PlaceRule, ...]
    system: tuple[SystemRule, ...]
    questions: tuple[QuestionRule, ...]
    statutes: tuple[Statute, ...]
    assessment: AssessmentForm
    milestones: tuple[MilestoneRule, ...]
    proposed: ProposedDays
    vocabulary: Vocabulary
    text: bytes
    """The retention file itself; `digest` is its SHA-256."""

    @property
    def local(self) -> tuple[RetentionRule, ...]:
        """The owner's own rules."""
        return tuple(rule for rule in self.retention if rule.local)

    def rule(self, rule_id: str) -> RetentionRule:
        """The retention rule of that id."""
        return next(rule for rule in self.retention if rule.id == rule_id)

    def hold(self, rule_id: str) -> HoldRule:
        """The hold rule of that id."""
        return next(rule for rule in self.holds if rule.id == rule_id)

    def field(self, field_type: str) -> FieldType:
        """The field type of that id."""
        return next(field for field in self.fields if field.id == field_type)

    def question(self, question_id: str) -> QuestionRule:
        """The question of that id."""
        return next(question for question in self.questions if question.id == question_id)

    def of_step(self, step: str) -> tuple[Statute, ...]:
        """The law's words behind a step."""
        return tuple(statute for statute in self.statutes if statute.step == step)
