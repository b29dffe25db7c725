-- Who is who over time. None of these tables is ever pruned.

-- Links that were found in Okta, and whose e-mail or name agreed in an earlier complete snapshot (rule L1).
CREATE TABLE agreed_links (
    org INTEGER NOT NULL REFERENCES orgs,
    profile TEXT NOT NULL,
    employee INTEGER NOT NULL,
    PRIMARY KEY (org, profile, employee)
) STRICT, WITHOUT ROWID;

-- Links that stood once and do not any more: which profile carried which ID (rules P3 and P4).
CREATE TABLE former_links (
    org INTEGER NOT NULL REFERENCES orgs,
    profile TEXT NOT NULL,
    employee INTEGER NOT NULL,
    PRIMARY KEY (org, profile, employee)
) STRICT, WITHOUT ROWID;

-- Who was in Personio when the review was closed (rules P2 and P3).
CREATE TABLE review_known (
    review INTEGER NOT NULL REFERENCES reviews ON DELETE CASCADE,
    employee INTEGER NOT NULL,
    PRIMARY KEY (review, employee)
) STRICT, WITHOUT ROWID;

-- `gone`: the profile was not in the last snapshot (rule L7). `off`: the profile is deactivated, and its employee was
-- inactive (`inactive`) or not (`locked`) in the snapshot that first saw it so (rule D4).
ALTER TABLE profiles ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE profiles ADD COLUMN off TEXT;

-- Whose link is written has no other one.
CREATE INDEX profiles_by_employee ON profiles (org, employee);

-- Rule D4 asks the profile, not the employee.
ALTER TABLE employees DROP COLUMN seen_inactive;

-- Since when koppel lists a profile as a leaver's (rule D5): a decision to leave it so counts from then on. Kept as long
-- as it is listed, and no longer.
CREATE TABLE listed_leavers (
    org INTEGER NOT NULL REFERENCES orgs,
    profile TEXT NOT NULL,
    employee INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (org, profile, employee)
) STRICT, WITHOUT ROWID;

-- What the run came to, in one word (rule D5). Of runs from before, `ending` tells it.
ALTER TABLE runs ADD COLUMN verdict TEXT;
-- It was for a part of everybody or of the kinds.
ALTER TABLE runs ADD COLUMN part INTEGER NOT NULL DEFAULT 0;
