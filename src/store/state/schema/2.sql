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
