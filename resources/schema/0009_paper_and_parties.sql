-- Paper, devices and third parties at depth: the number on the label, a small picture, what was asked of whom.
CREATE TABLE carrier_label (
    source_id INTEGER PRIMARY KEY REFERENCES source ON DELETE CASCADE,
    number    TEXT NOT NULL UNIQUE
) STRICT;

-- A shrunk JPEG without the particulars that a camera writes into it. It goes with the customers' rows.
CREATE TABLE carrier_photo (
    source_id INTEGER PRIMARY KEY REFERENCES source ON DELETE CASCADE,
    jpeg      BLOB NOT NULL
) STRICT;

-- The answer itself stands with the source. `answer_by` is the day that the letter names.
CREATE TABLE party_request (
    source_id INTEGER PRIMARY KEY REFERENCES source ON DELETE CASCADE,
    party     TEXT NOT NULL,
    asks      TEXT NOT NULL,
    made_on   TEXT,
    answer_by TEXT,
    sha256    TEXT NOT NULL DEFAULT '',
    sent_on   TEXT,
    sent_way  TEXT NOT NULL DEFAULT '',
    note      TEXT NOT NULL DEFAULT '',
    proof     TEXT NOT NULL DEFAULT ''
) STRICT;

-- A box that was sealed before has its number already: its label says the same.
INSERT INTO carrier_label (source_id, number) SELECT source_id, min(number) FROM box GROUP BY source_id;
