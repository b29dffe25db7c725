-- Times are microseconds since 1970 in UTC, days are YYYY-MM-DD, employee IDs are the 64 bits as a signed number.
-- The words of enums are those of `words.rs`.

CREATE TABLE orgs (
    id INTEGER PRIMARY KEY,
    okta_org TEXT NOT NULL UNIQUE
) STRICT;

-- Whose state this folder holds (rule R7): one row.
CREATE TABLE folder (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    org INTEGER NOT NULL REFERENCES orgs
) STRICT;

-- AUTOINCREMENT: a run's number is never given again, also after its row was pruned.
CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    org INTEGER NOT NULL REFERENCES orgs,
    kind TEXT NOT NULL,
    reverses INTEGER,
    started INTEGER NOT NULL,
    ended INTEGER,
    ending TEXT,
    user TEXT NOT NULL,
    host TEXT NOT NULL,
    unattended INTEGER NOT NULL,
    version TEXT NOT NULL,
    overrides TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_org ON runs (org, started);

-- The journal (rule A2). `called` without `outcome` is a call of which nobody knows what it did.
CREATE TABLE actions (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    employee INTEGER,
    profile TEXT,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    changes TEXT NOT NULL,
    activation TEXT,
    announced INTEGER NOT NULL,
    held TEXT,
    let_go TEXT,
    department TEXT,
    basis TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    planned INTEGER NOT NULL,
    called INTEGER,
    ended INTEGER,
    outcome TEXT,
    error_code TEXT,
    error TEXT,
    request_ids TEXT,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX actions_by_employee ON actions (employee);
CREATE INDEX actions_by_profile ON actions (profile);
CREATE INDEX actions_open ON actions (run) WHERE called IS NOT NULL AND (outcome IS NULL OR outcome = 'unknown');

-- What was refused for good (rule A6).
CREATE TABLE refusals (
    org INTEGER NOT NULL REFERENCES orgs,
    fingerprint TEXT NOT NULL,
    kind TEXT NOT NULL,
    employee INTEGER,
    profile TEXT,
    at INTEGER NOT NULL,
    run INTEGER NOT NULL,
    error_code TEXT,
    error TEXT NOT NULL,
    PRIMARY KEY (org, fingerprint)
) STRICT, WITHOUT ROWID;

-- What people decided and what became of it, one row for each act; nothing is ever changed in here.
-- `about` names the decision that an act is about; `cause` the act that made it (a replacement, a run's action).
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    org INTEGER NOT NULL REFERENCES orgs,
    at INTEGER NOT NULL,
    user TEXT NOT NULL,
    host TEXT NOT NULL,
    origin TEXT NOT NULL,
    act TEXT NOT NULL,
    kind TEXT NOT NULL,
    profile TEXT,
    employee INTEGER,
    detail TEXT NOT NULL,
    about INTEGER REFERENCES decisions,
    cause INTEGER,
    run INTEGER
) STRICT;
CREATE INDEX decisions_by_about ON decisions (about);
CREATE INDEX decisions_by_cause ON decisions (cause) WHERE cause IS NOT NULL;
CREATE INDEX decisions_by_org ON decisions (org, at);

-- The decisions that hold now, with the columns by which one replaces another. `topic` tells decisions of one
-- kind about one person apart: the hold that is released, the action that waits.
CREATE TABLE in_force (
    decision INTEGER PRIMARY KEY REFERENCES decisions,
    org INTEGER NOT NULL REFERENCES orgs,
    kind TEXT NOT NULL,
    profile TEXT,
    employee INTEGER,
    topic TEXT NOT NULL,
    staging TEXT
) STRICT;
CREATE INDEX in_force_by_profile ON in_force (org, profile);
CREATE INDEX in_force_by_employee ON in_force (org, employee);

-- Rule P2.
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    org INTEGER NOT NULL REFERENCES orgs,
    at INTEGER NOT NULL,
    user TEXT NOT NULL,
    host TEXT NOT NULL,
    origin TEXT NOT NULL
) STRICT;
CREATE TABLE review_covered (
    review INTEGER NOT NULL REFERENCES reviews ON DELETE CASCADE,
    employee INTEGER NOT NULL,
    PRIMARY KEY (review, employee)
) STRICT, WITHOUT ROWID;
CREATE TABLE review_pairs (
    review INTEGER NOT NULL REFERENCES reviews ON DELETE CASCADE,
    profile TEXT NOT NULL,
    employee INTEGER NOT NULL,
    PRIMARY KEY (review, profile, employee)
) STRICT, WITHOUT ROWID;

-- Rule U2. The values keep SQLite's own type; see `column.rs`. `taken` is an empty blob where it is as `sent`.
CREATE TABLE bases (
    org INTEGER NOT NULL REFERENCES orgs,
    profile TEXT NOT NULL,
    attribute TEXT NOT NULL,
    sent ANY,
    taken ANY,
    PRIMARY KEY (org, profile, attribute)
) STRICT, WITHOUT ROWID;

-- The last good reading, and what koppel did since.
CREATE TABLE readings (
    org INTEGER PRIMARY KEY REFERENCES orgs,
    at INTEGER NOT NULL,
    employees INTEGER NOT NULL,
    inactive INTEGER NOT NULL,
    profiles INTEGER NOT NULL,
    deprovisioned INTEGER NOT NULL,
    links INTEGER NOT NULL
) STRICT;
CREATE TABLE employees (
    org INTEGER NOT NULL REFERENCES orgs,
    id INTEGER NOT NULL,
    status TEXT NOT NULL,
    seen_inactive INTEGER NOT NULL,
    termination TEXT,
    termination_seen INTEGER,
    PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE profiles (
    org INTEGER NOT NULL REFERENCES orgs,
    id TEXT NOT NULL,
    employee INTEGER,
    staged INTEGER NOT NULL DEFAULT 0,
    deactivated INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;
-- Links that koppel wrote (rule L1); what people confirmed stands among the decisions.
CREATE TABLE written_links (
    org INTEGER NOT NULL REFERENCES orgs,
    profile TEXT NOT NULL,
    employee INTEGER NOT NULL,
    PRIMARY KEY (org, profile, employee)
) STRICT, WITHOUT ROWID;

-- Room that `check_writable` takes and gives back.
CREATE TABLE ballast (bytes BLOB NOT NULL) STRICT;
