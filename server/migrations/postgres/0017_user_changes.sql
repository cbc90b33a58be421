-- Lists of users that a server keeps in memory: by this it knows that they have changed.
-- The counterpart of the SQLite migration of the same number.

-- Grows whenever it changes which users there are, or what they are found, listed and sorted by.
ALTER TABLE organizations ADD COLUMN user_changes BIGINT NOT NULL DEFAULT 0;

CREATE OR REPLACE FUNCTION count_users(organization BIGINT, status TEXT, licensed BOOLEAN, number BIGINT)
    RETURNS void AS $$
    UPDATE organizations SET
        pending_users = pending_users + CASE status WHEN 'pending' THEN number ELSE 0 END,
        active_users = active_users + CASE status WHEN 'active' THEN number ELSE 0 END,
        inactive_users = inactive_users + CASE status WHEN 'inactive' THEN number ELSE 0 END,
        licensed_users = licensed_users + CASE WHEN licensed THEN number ELSE 0 END,
        user_changes = user_changes + 1
        WHERE id = organization;
$$ LANGUAGE sql;

CREATE FUNCTION note_user_change() RETURNS trigger AS $$
BEGIN
    UPDATE organizations SET user_changes = user_changes + 1 WHERE id = NEW.organization_id;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

CREATE TRIGGER users_changed AFTER UPDATE OF
    uuid, public_id, email_key, name_key, search_key, status, owner, admin, project_creator, created_at, licensed_since
    ON users FOR EACH ROW WHEN (
        (OLD.uuid, OLD.public_id, OLD.email_key, OLD.name_key, OLD.search_key, OLD.status, OLD.owner, OLD.admin,
            OLD.project_creator, OLD.created_at, OLD.licensed_since)
        IS DISTINCT FROM
        (NEW.uuid, NEW.public_id, NEW.email_key, NEW.name_key, NEW.search_key, NEW.status, NEW.owner, NEW.admin,
            NEW.project_creator, NEW.created_at, NEW.licensed_since)
    ) EXECUTE FUNCTION note_user_change();
