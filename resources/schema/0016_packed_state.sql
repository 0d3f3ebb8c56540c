-- What a packed group rested on: digest of its file, how many records, until when. Another one now: not packed as it is.
ALTER TABLE pack_entry ADD COLUMN basis TEXT NOT NULL DEFAULT '';

-- Where erasure has begun nothing can be packed again from a file that is gone: what was packed stays so.
UPDATE pack_entry SET basis = (
    SELECT s.sha256 || ':' || g.records || CASE
        WHEN d.disposition IS NOT 'seal' OR p.kind <> 'seal' THEN ''
        WHEN d.permanent THEN ':permanent'
        ELSE ':' || coalesce(d.until, '') END
    FROM pack p, source s, record_group g LEFT JOIN decision d ON d.group_id = g.id
    WHERE p.id = pack_entry.pack_id AND s.id = pack_entry.source_id AND g.id = pack_entry.group_id
) WHERE EXISTS (SELECT 1 FROM meta WHERE key = 'erasure_begun');
