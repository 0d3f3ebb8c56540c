-- Who must be told, what, and how; their answers and requests.
CREATE TABLE notice (
    id          INTEGER PRIMARY KEY,
    number      TEXT NOT NULL UNIQUE,
    token       TEXT NOT NULL,
    subject_id  INTEGER REFERENCES subject,
    kind        TEXT NOT NULL,
    channel     TEXT NOT NULL,
    made        TEXT NOT NULL,
    sent_on     TEXT,
    returned_on TEXT
) STRICT;
CREATE UNIQUE INDEX notice_once ON notice (subject_id, kind) WHERE subject_id IS NOT NULL;

CREATE TABLE poster (
    number    TEXT PRIMARY KEY,
    made      TEXT NOT NULL,
    posted_on TEXT,
    places    TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE request (
    id          INTEGER PRIMARY KEY,
    subject_id  INTEGER REFERENCES subject,
    kind        TEXT NOT NULL,
    received_on TEXT NOT NULL,
    due_on      TEXT NOT NULL,
    answered_on TEXT,
    result      TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE consent (
    subject_id INTEGER PRIMARY KEY REFERENCES subject,
    state      TEXT NOT NULL,
    given_on   TEXT,
    fields     TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE waiver (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    reason      TEXT NOT NULL,
    approved_at TEXT NOT NULL
) STRICT;

-- Files with notices outside the case: they hold personal data and belong into the erasure plan.
CREATE TABLE notice_file (
    path    TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    size    INTEGER NOT NULL,
    sha256  TEXT NOT NULL,
    notices INTEGER NOT NULL,
    made    TEXT NOT NULL,
    basis   TEXT NOT NULL
) STRICT;
