-- How far the servers' clock was ahead of this machine's in a run, in microseconds: the limits count 24 hours by the
-- servers' time (rule G1), whatever happens to this machine's clock between two runs.
ALTER TABLE runs ADD COLUMN servers_ahead INTEGER NOT NULL DEFAULT 0;

-- The undo that deactivated the profile (rule A9): whoever comes back from that is no rehire.
ALTER TABLE profiles ADD COLUMN undone_by INTEGER;
