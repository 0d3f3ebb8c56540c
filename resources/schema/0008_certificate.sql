-- What was done, provable.
CREATE TABLE certificate (
    number          TEXT PRIMARY KEY,
    register_number TEXT NOT NULL,
    status          TEXT NOT NULL,
    made            TEXT NOT NULL,
    manifest_sha256 TEXT NOT NULL,
    folder          TEXT NOT NULL,
    supersedes      TEXT NOT NULL DEFAULT '',
    reason          TEXT NOT NULL DEFAULT ''
) STRICT;
