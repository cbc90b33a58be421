-- Who changed what, when, and from where: one row for each change, written with the change itself.
--
-- The log outlives what it tells of, so nothing in it refers to another table.

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recorded_at INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'operator', 'system')),
    -- Public id of the user who acted.
    actor TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    address TEXT,
    request_id TEXT
) STRICT;

CREATE INDEX audit_by_time ON audit (recorded_at, id);
CREATE INDEX audit_by_organization ON audit (organization_id, recorded_at, id);
CREATE INDEX audit_by_actor ON audit (actor, recorded_at, id);
