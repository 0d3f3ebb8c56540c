-- What the owner wants left out of the search. pattern: a folder or file in full, or a name with * and ?.
CREATE TABLE exclusion (
    id      INTEGER PRIMARY KEY,
    pattern TEXT NOT NULL UNIQUE,
    reason  TEXT NOT NULL,
    added   TEXT NOT NULL
) STRICT;

-- Where the searches met it: a folder that was not entered (files = 0), or how many files of a folder were not read.
-- exclusion_id 0: it belongs to the system.
CREATE TABLE left_out_met (
    exclusion_id INTEGER NOT NULL,
    place        TEXT NOT NULL,
    files        INTEGER NOT NULL,
    PRIMARY KEY (exclusion_id, place)
) STRICT, WITHOUT ROWID;
