-- Which PIN an approval was given with: a digest of its salted hash, so that the next holder of the duty is another one.
ALTER TABLE approval ADD COLUMN pin TEXT NOT NULL DEFAULT '';
