-- Files without identity made from a record group. A row is the intent; `checked` is set once the file has been read again.
CREATE TABLE stripped_file (
    id            INTEGER PRIMARY KEY,
    group_id      INTEGER NOT NULL REFERENCES record_group ON DELETE CASCADE,
    path          TEXT NOT NULL UNIQUE,
    size          INTEGER NOT NULL DEFAULT 0,
    sha256        TEXT NOT NULL DEFAULT '',
    book_size     INTEGER NOT NULL DEFAULT 0,
    book_sha256   TEXT NOT NULL DEFAULT '',
    row_count     INTEGER NOT NULL DEFAULT 0,
    left_out      INTEGER NOT NULL DEFAULT 0,
    blanked       INTEGER NOT NULL DEFAULT 0,
    least         INTEGER NOT NULL,
    smallest      INTEGER NOT NULL DEFAULT 0,
    standing_out  INTEGER NOT NULL DEFAULT 0,
    links         INTEGER NOT NULL,
    persons_found INTEGER NOT NULL DEFAULT 0,
    purpose       TEXT NOT NULL,
    begun         TEXT NOT NULL,
    checked       TEXT
) STRICT;
CREATE INDEX stripped_file_group ON stripped_file (group_id);
