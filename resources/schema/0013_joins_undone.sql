-- Joins that the owner has undone, so that a file that is read anew is not joined anew.
-- Two persons who are not the same, whatever their rows have in common.
CREATE TABLE join_apart (
    one   INTEGER NOT NULL REFERENCES subject ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES subject ON DELETE CASCADE,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX join_apart_by_other ON join_apart (other);

-- Whom a row of a table is about when it says this. said: SHA-256 of what it says of its person.
CREATE TABLE join_said (
    group_id   INTEGER NOT NULL REFERENCES record_group ON DELETE CASCADE,
    said       TEXT NOT NULL,
    subject_id INTEGER NOT NULL REFERENCES subject ON DELETE CASCADE,
    PRIMARY KEY (group_id, said)
) STRICT, WITHOUT ROWID;
CREATE INDEX join_said_by_subject ON join_said (subject_id);
