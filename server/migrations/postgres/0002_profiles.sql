-- The profiles, licences and avatars of the docutools API; the counterpart of the SQLite migration of the same number.

-- When the subscription ends, and whether it is paid for; null where there is no end, and where it is not known.
ALTER TABLE organizations
    ADD COLUMN licensed_until BIGINT,
    ADD COLUMN paid BOOLEAN;

ALTER TABLE users
    ADD COLUMN username_key TEXT COLLATE "C" NOT NULL DEFAULT '',
    -- User name, first name and last name in lower case, with a unit separator (U+001F) between them.
    ADD COLUMN search_key TEXT COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN fax TEXT,
    ADD COLUMN department TEXT,
    ADD COLUMN internal_id TEXT,
    ADD COLUMN street TEXT,
    ADD COLUMN city TEXT,
    ADD COLUMN zip TEXT,
    ADD COLUMN language TEXT NOT NULL DEFAULT 'en',
    ADD COLUMN time_zone TEXT,
    ADD COLUMN two_factor BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN authentication TEXT NOT NULL DEFAULT 'Password' CHECK (authentication IN ('Password', 'SAML')),
    ADD COLUMN unsubscribed BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN privacy_accepted BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN terms_accepted BOOLEAN NOT NULL DEFAULT FALSE,
    -- Since when the user holds a seat; null where they hold none.
    ADD COLUMN licensed_since BIGINT,
    ADD COLUMN licensed BOOLEAN GENERATED ALWAYS AS (licensed_since IS NOT NULL) STORED,
    ADD COLUMN administers BOOLEAN GENERATED ALWAYS AS (admin OR owner) STORED,
    -- Keys of the blobs; all six are null where there is no avatar.
    ADD COLUMN avatar_original TEXT,
    ADD COLUMN avatar_original_type TEXT,
    ADD COLUMN avatar_original_etag TEXT,
    ADD COLUMN avatar_thumbnail TEXT,
    ADD COLUMN avatar_thumbnail_type TEXT,
    ADD COLUMN avatar_thumbnail_etag TEXT;

-- Until now every user name was the address. Letters keep their number in lower case, so the key holds the parts.
UPDATE users SET
    username_key = email_key,
    search_key = email_key || chr(31) || substr(name_key, 1, length(first_name)) || chr(31)
        || substr(name_key, length(first_name) + 2);

CREATE UNIQUE INDEX users_username ON users (organization_id, username_key);
-- Ids can be chosen when somebody is invited; who chooses learns nothing about other organisations.
DROP INDEX users_uuid;
CREATE UNIQUE INDEX users_uuid ON users (organization_id, uuid) INCLUDE (licensed_since, id);

-- One index per order in which profiles are listed, whatever their status; each ends with what they are filtered by, so
-- that only the rows of the page are looked up.
CREATE INDEX profiles_by_name ON users (organization_id, name_key, uuid) INCLUDE (licensed_since, id);
CREATE INDEX profiles_by_license ON users (organization_id, licensed, uuid) INCLUDE (licensed_since, id);
CREATE INDEX profiles_by_licensed_since ON users (organization_id, licensed_since NULLS FIRST, uuid) INCLUDE (id);
CREATE INDEX profiles_by_admin ON users (organization_id, administers, uuid) INCLUDE (licensed_since, id);
CREATE INDEX profiles_by_project_creator ON users (organization_id, project_creator, uuid) INCLUDE (licensed_since, id);
-- No index finds what is inside a text; these are read instead of the rows.
CREATE INDEX profiles_search ON users (organization_id, search_key) INCLUDE (licensed_since, id);
CREATE INDEX members_search ON users (organization_id, status, name_key, email_key) INCLUDE (id);
