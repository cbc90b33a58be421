-- Uploads that are not finished, files and their metadata, and bytes that are to be removed.
--
-- An upload becomes a file of the same public id with its last byte, and its row here goes.

CREATE TABLE uploads (
    public_id TEXT PRIMARY KEY,
    organization_id INTEGER NOT NULL REFERENCES organizations (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    -- Bytes of the whole upload, and how many of them are stored for good.
    length INTEGER NOT NULL CHECK (length >= 0),
    received INTEGER NOT NULL CHECK (received >= 0 AND received <= length),
    -- What the client said of it: the header Upload-Metadata as it came.
    metadata TEXT NOT NULL,
    blob_key TEXT NOT NULL,
    -- What the blob store has to know to go on, in its own words.
    state TEXT NOT NULL,
    -- Whether the part that is being received counts only as a whole, once its checksum is verified.
    verifying INTEGER NOT NULL CHECK (verifying IN (0, 1)),
    -- Who may append, until when; the one appender of an upload holds it.
    lease_holder BLOB,
    lease_until INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX uploads_by_expiry ON uploads (expires_at);
CREATE INDEX uploads_by_user ON uploads (user_id);

CREATE TABLE files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL,
    organization_id INTEGER NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    extension TEXT NOT NULL,
    media_type TEXT NOT NULL,
    -- The three in lower case.
    name_key TEXT NOT NULL,
    extension_key TEXT NOT NULL,
    media_type_key TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size >= 0),
    -- Entity tag with its quotes; equal tags are equal bytes.
    etag TEXT NOT NULL,
    -- A temporary file that has become persistent shares its blob with the persistent one.
    blob_key TEXT NOT NULL,
    -- The header Upload-Metadata as it came.
    upload_metadata TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- NULL for a persistent file.
    expires_at INTEGER,
    -- Public id of the persistent file that a temporary one has become.
    moved_to TEXT
) STRICT;

CREATE UNIQUE INDEX files_public_id ON files (public_id);
-- One index per order in which files are listed, for those that are listed; each ends with the id, which breaks ties.
CREATE INDEX files_by_date ON files (organization_id, created_at, id) WHERE moved_to IS NULL;
CREATE INDEX files_by_name ON files (organization_id, name_key, id) WHERE moved_to IS NULL;
CREATE INDEX files_by_extension ON files (organization_id, extension_key, id) WHERE moved_to IS NULL;
CREATE INDEX files_by_size ON files (organization_id, size, id) WHERE moved_to IS NULL;
CREATE INDEX files_by_media_type ON files (organization_id, media_type_key, id) WHERE moved_to IS NULL;
CREATE INDEX files_by_public_id ON files (organization_id, public_id, id) WHERE moved_to IS NULL;
CREATE INDEX files_by_expiry ON files (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE file_metadata (
    file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    organization_id INTEGER NOT NULL REFERENCES organizations (id),
    key TEXT NOT NULL,
    -- A date is a text that can be read as one.
    kind TEXT NOT NULL CHECK (kind IN ('boolean', 'date', 'number', 'text')),
    value TEXT NOT NULL,
    -- The value in lower case.
    value_key TEXT NOT NULL,
    -- What the value compares as: the number itself, or the date's seconds since 1970.
    number REAL,
    PRIMARY KEY (file_id, key)
) STRICT, WITHOUT ROWID;

-- Searches look among the values of one key in one organisation.
CREATE INDEX file_metadata_by_key ON file_metadata (organization_id, key, file_id);

-- Bytes that nothing needs any more. The row is written together with what makes them needless, and goes when they are
-- gone, so that a process that dies in between leaves nothing behind.
CREATE TABLE blob_removals (
    blob_key TEXT PRIMARY KEY,
    -- Of an unfinished upload: what the blob store has to know to give it up.
    state TEXT NOT NULL,
    due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX blob_removals_by_due ON blob_removals (due_at);
