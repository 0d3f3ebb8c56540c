-- Scanning again: what every file and every folder was when it was read, so that what is unchanged costs nothing.
ALTER TABLE source ADD COLUMN head TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN changed TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN gone TEXT NOT NULL DEFAULT '';
CREATE INDEX source_by_place ON source (place);

-- `print` is '' while something in the folder is still to be read, or has to be tried again.
CREATE TABLE folder_seen (
    path     TEXT PRIMARY KEY,
    print    TEXT NOT NULL,
    files    INTEGER NOT NULL,
    left_out INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The page shows two hundred thousand findings: their order, and what is still open, come from indexes.
CREATE INDEX source_shown ON source (kind, place, name) WHERE state NOT IN ('reading', 'no_personal_data');
CREATE INDEX source_by_state ON source (state, id);
CREATE INDEX record_group_unsettled ON record_group (source_id) WHERE settled = 0;

-- Live counts: kept up to date with every finding, because the window asks for them five times a second.
CREATE TABLE finding_sum (
    field_type TEXT PRIMARY KEY,
    total      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO finding_sum SELECT field_type, sum(total) FROM finding GROUP BY field_type;
CREATE TRIGGER finding_added AFTER INSERT ON finding BEGIN
    INSERT INTO finding_sum VALUES (new.field_type, new.total)
        ON CONFLICT (field_type) DO UPDATE SET total = total + excluded.total;
END;
CREATE TRIGGER finding_removed AFTER DELETE ON finding BEGIN
    UPDATE finding_sum SET total = total - old.total WHERE field_type = old.field_type;
END;
