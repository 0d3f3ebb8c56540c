-- What the owner wants left out of the search. pattern: a folder or file in full, or a name with * and ?.
-- folders, files: how much of it the searches have met. No id is given twice: the next search tidies up after it.
CREATE TABLE exclusion (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    pattern TEXT NOT NULL UNIQUE,
    reason  TEXT NOT NULL,
    added   TEXT NOT NULL,
    folders INTEGER NOT NULL DEFAULT 0,
    files   INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Where the searches met it: a folder that was not entered (files = 0), or how many files of a folder were not read.
-- exclusion_id 0: it belongs to the system.
CREATE TABLE left_out_met (
    exclusion_id INTEGER NOT NULL,
    place        TEXT NOT NULL,
    files        INTEGER NOT NULL,
    PRIMARY KEY (exclusion_id, place)
) STRICT, WITHOUT ROWID;
