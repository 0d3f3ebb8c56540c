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
    owner_reason TEXT NOT NULL DEFAULT '',
    least_until  TEXT,
    kept_by_law  INTEGER NOT NULL DEFAULT 0,
    must_go      INTEGER NOT NULL DEFAULT 0,
    least_sensitivity TEXT NOT NULL DEFAULT 'general'
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

-- Answers for one group, or for the whole shop where group_id is null.
CREATE TABLE question_answer (
    question TEXT NOT NULL,
    group_id INTEGER REFERENCES record_group ON DELETE CASCADE,
    value    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX question_answer_once ON question_answer (question, ifnull(group_id, 0));

CREATE TABLE assessment (
    field TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
