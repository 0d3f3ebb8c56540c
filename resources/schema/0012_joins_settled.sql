-- Persons of whom the owner has said that they were joined rightly, so that nobody asks again.
CREATE TABLE join_settled (
    subject_id INTEGER PRIMARY KEY REFERENCES subject ON DELETE CASCADE,
    since      TEXT NOT NULL
) STRICT;
