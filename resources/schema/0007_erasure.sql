-- What is destroyed: the plan, its approval by two people, the act, the evidence.
CREATE TABLE plan (
    id     INTEGER PRIMARY KEY,
    digest TEXT NOT NULL,
    made   TEXT NOT NULL,
    items  INTEGER NOT NULL,
    people INTEGER
) STRICT;

CREATE TABLE approval (
    plan_id     INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    role        TEXT NOT NULL,
    name        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    approved_at TEXT NOT NULL,
    PRIMARY KEY (plan_id, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE item (
    id              INTEGER PRIMARY KEY,
    plan_id         INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    kind            TEXT NOT NULL,
    source_id       INTEGER REFERENCES source,
    group_id        INTEGER REFERENCES record_group,
    label           TEXT NOT NULL,
    place           TEXT NOT NULL,
    path            TEXT,
    expected_size   INTEGER NOT NULL,
    expected_sha256 TEXT NOT NULL,
    people          INTEGER,
    records         INTEGER NOT NULL,
    quantity        INTEGER NOT NULL,
    unit            TEXT NOT NULL,
    rule_id         TEXT NOT NULL,
    sealed_copy     INTEGER NOT NULL,
    method          TEXT NOT NULL,
    promise         TEXT NOT NULL,
    medium          TEXT NOT NULL,
    verdict         TEXT NOT NULL,
    volume_key      TEXT NOT NULL DEFAULT '',
    state           TEXT NOT NULL DEFAULT 'planned',
    result          TEXT,
    method_done     TEXT NOT NULL DEFAULT '',
    evidence        TEXT NOT NULL DEFAULT '',
    evidence_no     TEXT NOT NULL DEFAULT '',
    cause           TEXT,
    started         TEXT NOT NULL DEFAULT '',
    ended           TEXT NOT NULL DEFAULT '',
    next_step       TEXT NOT NULL DEFAULT '',
    next_day        TEXT,
    next_person     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX item_by_state ON item (plan_id, state);

-- How many people are in exactly these record groups (a JSON list of ids): distinct people of any set of groups can be
-- counted from it for ever, also after the people themselves are gone from the case.
CREATE TABLE people_pattern (
    groups TEXT PRIMARY KEY,
    people INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
