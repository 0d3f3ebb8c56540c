"""The law as data: what the files in resources/rules say, checked and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
    """One provision a rule rests on. `article` is empty where its number is not verified (条号待核)."""

    law: str
    article: str
    article_verified: bool
    quote: str
    effective: date
    status: Status


@dataclass(frozen=True, slots=True)
class Term:
    """A period: counted from a named event ("dispense_date", "fiscal_year_end_next" …)."""

    years: int
    months: int
    days: int
    counted_from: str


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Why and until when something must be kept, or that it must be deleted. Texts are Chinese: they are law."""

    id: str
    name: str
    applies_to: tuple[str, ...]
    """Values of inventory's `GroupKind`."""
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

    @property
    def to_verify(self) -> bool:
        """Whether the screen says 请核实: a basis is known only, an article is unverified, or certainty is not high."""
        return self.certainty is not CertaintyOfRule.HIGH or any(
            not b.article_verified or b.status is Status.KNOWN_ONLY for b in self.basis
        )


@dataclass(frozen=True, slots=True)
class HoldRule:
    """A legal hold (暂缓销毁): what it is and when it ends."""

    id: str
    name: str
    until: str
    basis: str
    one_person_only: bool


@dataclass(frozen=True, slots=True)
class FieldType:
    """A kind of column or match, with its two badges."""

    id: str
    name: str
    statutory: bool
    strict: bool
    note: str
    identifies: bool
    """Identifies a person on its own or with one other field."""
    health: bool
    """Joined with an identifier it makes the whole list sensitive (list-level rule)."""


@dataclass(frozen=True, slots=True)
class HeaderPattern:
    """A pattern on a column header, lower case with blanks, brackets and _-.: removed; the first that matches wins."""

    field_type: str
    pattern: str


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """A place a shop like this usually has."""

    id: str
    name: str
    hint: str
    folders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodRule:
    """How a carrier is destroyed and what that achieves."""

    id: str
    name: str
    carrier: str
    achieves: str
    printed: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What decides when rules meet or facts are missing."""

    fallback_years_when_expiry_unknown: int


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, with the day they were checked and the digest of the retention file."""

    as_of: date
    digest: str
    policy: Policy
    retention: tuple[RetentionRule, ...]
    holds: tuple[HoldRule, ...]
    fields: tuple[FieldType, ...]
    headers: tuple[HeaderPattern, ...]
    places: tuple[PlaceRule, ...]
    methods: tuple[MethodRule, ...]

    def rule(self, rule_id: str) -> RetentionRule:
        """The retention rule of that id."""
        return next(rule for rule in self.retention if rule.id == rule_id)

    def field(self, field_type: str) -> FieldType:
        """The field type of that id."""
        return next(field for field in self.fields if field.id == field_type)
