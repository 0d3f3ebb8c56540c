-- What is sealed or transferred: packs, boxes, receipts.
CREATE TABLE pack (
    id              INTEGER PRIMARY KEY,
    kind            TEXT NOT NULL,
    number          TEXT NOT NULL UNIQUE,
    code_sheet      TEXT NOT NULL,
    path            TEXT NOT NULL,
    size            INTEGER NOT NULL DEFAULT 0,
    sha256          TEXT NOT NULL DEFAULT '',
    manifest_sha256 TEXT NOT NULL DEFAULT '',
    falls_due       TEXT,
    records         INTEGER NOT NULL DEFAULT 0,
    state           TEXT NOT NULL,
    made            TEXT NOT NULL,
    verified        TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE pack_entry (
    pack_id   INTEGER NOT NULL REFERENCES pack ON DELETE CASCADE,
    source_id INTEGER NOT NULL REFERENCES source,
    group_id  INTEGER NOT NULL REFERENCES record_group,
    name      TEXT NOT NULL,
    size      INTEGER NOT NULL,
    sha256    TEXT NOT NULL,
    records   INTEGER NOT NULL,
    PRIMARY KEY (pack_id, name, group_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE box (
    group_id  INTEGER PRIMARY KEY REFERENCES record_group,
    source_id INTEGER NOT NULL REFERENCES source,
    number    TEXT NOT NULL UNIQUE,
    seal_no   TEXT NOT NULL,
    position  TEXT NOT NULL,
    falls_due TEXT,
    sealed_on TEXT NOT NULL
) STRICT;

CREATE TABLE custody_list (
    number TEXT PRIMARY KEY,
    kind   TEXT NOT NULL,
    made   TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;

-- When the records of a transfer pack were received, as its list was signed.
CREATE TABLE receipt (
    pack_id     INTEGER PRIMARY KEY REFERENCES pack ON DELETE CASCADE,
    received_on TEXT NOT NULL,
    received_by TEXT NOT NULL
) STRICT;
