-- What personal data exists, and where.
CREATE TABLE source (
    id            INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL,
    name          TEXT NOT NULL,
    place         TEXT NOT NULL,
    state         TEXT NOT NULL,
    reason        TEXT NOT NULL DEFAULT '',
    path          TEXT UNIQUE,
    size          INTEGER NOT NULL DEFAULT 0,
    modified      TEXT NOT NULL DEFAULT '',
    sha256        TEXT NOT NULL DEFAULT '',
    quantity      INTEGER NOT NULL DEFAULT 0,
    unit          TEXT NOT NULL DEFAULT '',
    period_from   TEXT,
    period_to     TEXT,
    serial        TEXT NOT NULL DEFAULT '',
    contact       TEXT NOT NULL DEFAULT '',
    phone         TEXT NOT NULL DEFAULT '',
    party_answer  TEXT NOT NULL DEFAULT 'none',
    party_answered_on TEXT,
    note          TEXT NOT NULL DEFAULT '',
    added         TEXT NOT NULL
) STRICT;

CREATE TABLE record_group (
    id          INTEGER PRIMARY KEY,
    source_id   INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    part        TEXT NOT NULL DEFAULT '',
    records     INTEGER NOT NULL,
    people      INTEGER,
    period_from TEXT,
    period_to   TEXT,
    field_types TEXT NOT NULL,
    settled     INTEGER NOT NULL,
    copy_of     INTEGER REFERENCES record_group ON DELETE SET NULL
) STRICT;
CREATE INDEX record_group_by_source ON record_group (source_id);

CREATE TABLE record_column (
    group_id   INTEGER NOT NULL REFERENCES record_group ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    header     TEXT NOT NULL,
    field_type TEXT NOT NULL,
    confidence TEXT NOT NULL,
    passed     INTEGER NOT NULL,
    total      INTEGER NOT NULL,
    sample     TEXT NOT NULL,
    PRIMARY KEY (group_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    source_id  INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    field_type TEXT NOT NULL,
    total      INTEGER NOT NULL,
    different  INTEGER NOT NULL,
    confidence TEXT NOT NULL,
    reason     TEXT NOT NULL,
    sample     TEXT NOT NULL,
    PRIMARY KEY (source_id, field_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE subject (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    mobile     TEXT NOT NULL,
    id_number  TEXT NOT NULL,
    member_no  TEXT NOT NULL,
    birth_date TEXT,
    address    TEXT NOT NULL,
    postcode   TEXT NOT NULL,
    joined_to  INTEGER REFERENCES subject
) STRICT;
CREATE INDEX subject_by_id_number ON subject (id_number) WHERE id_number <> '';
CREATE INDEX subject_by_mobile ON subject (mobile) WHERE mobile <> '';
CREATE INDEX subject_by_member_no ON subject (member_no) WHERE member_no <> '';

-- Everything by which a person is recognised again: ID number, mobile with name, member number and so on.
CREATE TABLE subject_key (
    value      TEXT PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES subject
) STRICT, WITHOUT ROWID;
CREATE INDEX subject_key_by_subject ON subject_key (subject_id);

CREATE TABLE record (
    id         INTEGER PRIMARY KEY,
    group_id   INTEGER NOT NULL REFERENCES record_group ON DELETE CASCADE,
    line       INTEGER NOT NULL,
    subject_id INTEGER REFERENCES subject,
    cells      TEXT NOT NULL
) STRICT;
CREATE INDEX record_by_group ON record (group_id);
CREATE INDEX record_by_subject ON record (subject_id);

CREATE TABLE fault (
    group_id   INTEGER NOT NULL REFERENCES record_group ON DELETE CASCADE,
    line       INTEGER NOT NULL,
    field_type TEXT NOT NULL,
    what       TEXT NOT NULL
) STRICT;
CREATE INDEX fault_by_group ON fault (group_id);

-- A source that is being read: what is there of it is thrown away when reading was cut off.
CREATE TABLE reading (
    source_id     INTEGER PRIMARY KEY REFERENCES source ON DELETE CASCADE,
    first_subject INTEGER NOT NULL
) STRICT;

CREATE TABLE place_answer (
    place  TEXT PRIMARY KEY,
    answer TEXT NOT NULL
) STRICT;

CREATE TABLE scan (
    id         INTEGER PRIMARY KEY,
    folder     TEXT NOT NULL,
    started    TEXT NOT NULL,
    finished   TEXT,
    files      INTEGER NOT NULL DEFAULT 0,
    unreadable INTEGER NOT NULL DEFAULT 0
) STRICT;
