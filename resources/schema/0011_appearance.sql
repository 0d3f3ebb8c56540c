-- Which rows are about whom. Written when the rows of a table are through, in the order of its key: an index that follows
-- the rows as they come is rewritten almost whole with every batch, and that cost more than all the rest of an import.
-- For the same reason a row does not refer to its person by a foreign key any more: this table does.
CREATE TABLE appearance (
    subject_id INTEGER NOT NULL REFERENCES subject,
    group_id   INTEGER NOT NULL,
    record_id  INTEGER NOT NULL,
    PRIMARY KEY (subject_id, group_id, record_id)
) STRICT, WITHOUT ROWID;
INSERT INTO appearance
    SELECT subject_id, group_id, id FROM record WHERE subject_id IS NOT NULL ORDER BY subject_id, group_id, id;

CREATE TABLE record_kept (
    id         INTEGER PRIMARY KEY,
    group_id   INTEGER NOT NULL REFERENCES record_group ON DELETE CASCADE,
    line       INTEGER NOT NULL,
    subject_id INTEGER,
    cells      TEXT NOT NULL
) STRICT;
INSERT INTO record_kept SELECT id, group_id, line, subject_id, cells FROM record ORDER BY id;
DROP TABLE record;
ALTER TABLE record_kept RENAME TO record;
CREATE INDEX record_by_group ON record (group_id);
