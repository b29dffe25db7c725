-- How far the servers' clock was ahead of this machine's in a run, in microseconds: the limits count 24 hours by the
-- servers' time (rule G1), whatever happens to this machine's clock between two runs.
ALTER TABLE runs ADD COLUMN servers_ahead INTEGER NOT NULL DEFAULT 0;

-- The undo that deactivated the profile (rule A9): whoever comes back from that is no rehire.
ALTER TABLE profiles ADD COLUMN undone_by INTEGER;

-- Attributes that Okta itself refused (rule A6). `basis` is of the mapping's line and the schema, `value` of the value.
-- `agrees`: no profile of the user type has taken the attribute since.
CREATE TABLE refused_attributes (
    org INTEGER NOT NULL REFERENCES orgs,
    profile TEXT NOT NULL,
    attribute TEXT NOT NULL,
    user_type TEXT NOT NULL,
    basis TEXT NOT NULL,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    run INTEGER NOT NULL,
    error_code TEXT,
    error TEXT NOT NULL,
    agrees INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (org, profile, attribute)
) STRICT, WITHOUT ROWID;
CREATE INDEX refused_attributes_by_type ON refused_attributes (org, user_type, attribute);
