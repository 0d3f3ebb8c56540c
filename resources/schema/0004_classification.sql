-- What must happen to each record group, and why.
CREATE TABLE decision (
    group_id     INTEGER PRIMARY KEY REFERENCES record_group ON DELETE CASCADE,
    disposition  TEXT NOT NULL,
    until        TEXT,
    permanent    INTEGER NOT NULL,
    counted_from TEXT,
    rule_id      TEXT NOT NULL,
    rule_ids     TEXT NOT NULL,
    basis        TEXT NOT NULL,
    sensitivity  TEXT NOT NULL,
    to_verify    INTEGER NOT NULL,
    explanation  TEXT NOT NULL,
    rules_digest TEXT NOT NULL,
    confirmed    INTEGER NOT NULL,
    owner_reason TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE legal_hold (
    id         INTEGER PRIMARY KEY,
    hold_rule  TEXT NOT NULL,
    group_id   INTEGER REFERENCES record_group ON DELETE CASCADE,
    subject_id INTEGER REFERENCES subject,
    note       TEXT NOT NULL,
    placed     TEXT NOT NULL,
    lifted     TEXT
) STRICT;

CREATE TABLE question_answer (
    question TEXT NOT NULL,
    group_id INTEGER NOT NULL REFERENCES record_group ON DELETE CASCADE,
    value    TEXT NOT NULL,
    PRIMARY KEY (question, group_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE assessment (
    field TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
