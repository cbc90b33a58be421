-- The profiles, licences and avatars of the docutools API.

-- When the subscription ends, and whether it is paid for; null where there is no end, and where it is not known.
ALTER TABLE organizations ADD COLUMN licensed_until INTEGER;
ALTER TABLE organizations ADD COLUMN paid INTEGER CHECK (paid IN (0, 1));

ALTER TABLE users ADD COLUMN username_key TEXT NOT NULL DEFAULT '';
-- User name, first name and last name in lower case, with a unit separator (U+001F) between them.
ALTER TABLE users ADD COLUMN search_key TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN fax TEXT;
ALTER TABLE users ADD COLUMN department TEXT;
ALTER TABLE users ADD COLUMN internal_id TEXT;
ALTER TABLE users ADD COLUMN street TEXT;
ALTER TABLE users ADD COLUMN city TEXT;
ALTER TABLE users ADD COLUMN zip TEXT;
ALTER TABLE users ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE users ADD COLUMN time_zone TEXT;
ALTER TABLE users ADD COLUMN two_factor INTEGER NOT NULL DEFAULT 0 CHECK (two_factor IN (0, 1));
ALTER TABLE users ADD COLUMN authentication TEXT NOT NULL DEFAULT 'Password'
    CHECK (authentication IN ('Password', 'SAML'));
ALTER TABLE users ADD COLUMN unsubscribed INTEGER NOT NULL DEFAULT 0 CHECK (unsubscribed IN (0, 1));
ALTER TABLE users ADD COLUMN privacy_accepted INTEGER NOT NULL DEFAULT 0 CHECK (privacy_accepted IN (0, 1));
ALTER TABLE users ADD COLUMN terms_accepted INTEGER NOT NULL DEFAULT 0 CHECK (terms_accepted IN (0, 1));
-- Since when the user holds a seat; null where they hold none.
ALTER TABLE users ADD COLUMN licensed_since INTEGER;
ALTER TABLE users ADD COLUMN licensed INTEGER GENERATED ALWAYS AS (licensed_since IS NOT NULL) VIRTUAL;
ALTER TABLE users ADD COLUMN administers INTEGER GENERATED ALWAYS AS (admin OR owner) VIRTUAL;
-- Keys of the blobs; all six are null where there is no avatar.
ALTER TABLE users ADD COLUMN avatar_original TEXT;
ALTER TABLE users ADD COLUMN avatar_original_type TEXT;
ALTER TABLE users ADD COLUMN avatar_original_etag TEXT;
ALTER TABLE users ADD COLUMN avatar_thumbnail TEXT;
ALTER TABLE users ADD COLUMN avatar_thumbnail_type TEXT;
ALTER TABLE users ADD COLUMN avatar_thumbnail_etag TEXT;

-- Until now every user name was the address. Letters keep their number in lower case, so the key holds the parts.
UPDATE users SET
    username_key = email_key,
    search_key = email_key || char(31) || substr(name_key, 1, length(first_name)) || char(31)
        || substr(name_key, length(first_name) + 2);

CREATE UNIQUE INDEX users_username ON users (organization_id, username_key);
-- Ids can be chosen when somebody is invited; who chooses learns nothing about other organisations.
DROP INDEX users_uuid;
CREATE UNIQUE INDEX users_uuid ON users (organization_id, uuid);

-- One index per order in which profiles are listed, whatever their status; each ends with what they are filtered by, so
-- that only the rows of the page are looked up.
CREATE INDEX profiles_by_name ON users (organization_id, name_key, uuid, licensed_since);
CREATE INDEX profiles_by_license ON users (organization_id, licensed, uuid, licensed_since);
CREATE INDEX profiles_by_licensed_since ON users (organization_id, licensed_since, uuid);
CREATE INDEX profiles_by_admin ON users (organization_id, administers, uuid, licensed_since);
CREATE INDEX profiles_by_project_creator ON users (organization_id, project_creator, uuid, licensed_since);
-- No index finds what is inside a text; these are read instead of the rows.
CREATE INDEX profiles_search ON users (organization_id, search_key, licensed_since);
CREATE INDEX members_search ON users (organization_id, status, name_key, email_key);

-- With the words of the query, which are those of PostgreSQL.
DROP INDEX users_owners;
CREATE INDEX users_owners ON users (organization_id, owner) WHERE owner AND status = 'active';
