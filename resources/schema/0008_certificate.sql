-- What was done, provable.
CREATE TABLE certificate (
    number          TEXT PRIMARY KEY,
    register_number TEXT NOT NULL,
    status          TEXT NOT NULL,
    made            TEXT NOT NULL,
    manifest_sha256 TEXT NOT NULL,
    folder          TEXT NOT NULL,
    supersedes      TEXT NOT NULL DEFAULT '',
    reason          TEXT NOT NULL DEFAULT '',
    rows_digest     TEXT NOT NULL DEFAULT ''
) STRICT;

-- Copies of the evidence bundle that were written elsewhere, read back and checked.
CREATE TABLE bundle_copy (
    id     INTEGER PRIMARY KEY,
    number TEXT NOT NULL REFERENCES certificate,
    place  TEXT NOT NULL,
    made   TEXT NOT NULL
) STRICT;
