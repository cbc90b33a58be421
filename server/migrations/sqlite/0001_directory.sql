-- Organisations, users, groups, invitations and credentials.
--
-- Times are whole seconds since 1970 in UTC. A column `<name>_key` holds its neighbour in lower case, which is how names
-- and addresses are compared; it is written by the server, because SQLite folds ASCII only.

CREATE TABLE organizations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    name TEXT NOT NULL,
    license_type TEXT NOT NULL CHECK (license_type IN ('Master', 'Multi', 'Combo', 'Pocket', 'Test')),
    seats INTEGER NOT NULL CHECK (seats >= 0),
    created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX organizations_uuid ON organizations (uuid);

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    public_id TEXT NOT NULL,
    organization_id INTEGER NOT NULL REFERENCES organizations (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    username TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    -- The full name in lower case.
    name_key TEXT NOT NULL,
    telephone TEXT,
    position TEXT,
    status TEXT NOT NULL CHECK (status IN ('pending', 'active', 'inactive')),
    verified INTEGER NOT NULL CHECK (verified IN (0, 1)),
    owner INTEGER NOT NULL CHECK (owner IN (0, 1)),
    admin INTEGER NOT NULL CHECK (admin IN (0, 1)),
    project_creator INTEGER NOT NULL CHECK (project_creator IN (0, 1)),
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX users_uuid ON users (uuid);
CREATE UNIQUE INDEX users_public_id ON users (public_id);
CREATE UNIQUE INDEX users_email ON users (organization_id, email_key);
-- Lookups by address across organisations, from the command line.
CREATE INDEX users_email_key ON users (email_key);
-- One index per order in which users are listed; each ends with the id, which breaks ties.
CREATE INDEX users_by_creation ON users (organization_id, status, id);
CREATE INDEX users_by_date ON users (organization_id, status, created_at, id);
CREATE INDEX users_by_name ON users (organization_id, status, name_key, id);
CREATE INDEX users_by_email ON users (organization_id, status, email_key, id);
CREATE INDEX users_by_public_id ON users (organization_id, status, public_id, id);
CREATE INDEX users_owners ON users (organization_id) WHERE owner = 1 AND status = 'active';

CREATE TABLE groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    organization_id INTEGER NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX groups_uuid ON groups (uuid);
CREATE UNIQUE INDEX groups_name ON groups (organization_id, name_key);
CREATE INDEX groups_by_name ON groups (organization_id, active, name_key);

CREATE TABLE memberships (
    group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (group_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_by_user ON memberships (user_id);

-- One row per address and organisation; a renewal overwrites it, and with it the hash of the former link.
CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL REFERENCES organizations (id),
    user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    message TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'cancelled')),
    link_hash BLOB NOT NULL,
    sent_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX invitations_email ON invitations (organization_id, email_key);
CREATE UNIQUE INDEX invitations_link ON invitations (link_hash);
CREATE INDEX invitations_user ON invitations (user_id);
CREATE INDEX invitations_open ON invitations (organization_id, sent_at, id) WHERE state = 'open';

CREATE TABLE invitation_groups (
    invitation_id INTEGER NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
    -- Place in the list that the invitation was given.
    position INTEGER NOT NULL,
    group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    PRIMARY KEY (invitation_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX invitation_groups_by_group ON invitation_groups (group_id);

-- Access tokens and session cookies. Only the SHA-256 of either is kept.
CREATE TABLE credentials (
    hash BLOB PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('token', 'session')),
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Space-separated permissions beyond those of the user.
    permissions TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX credentials_by_user ON credentials (user_id);
