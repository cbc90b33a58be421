-- Lists of users that a server keeps in memory: by this it knows that they have changed.

-- Grows whenever it changes which users there are, or what they are found, listed and sorted by.
ALTER TABLE organizations ADD COLUMN user_changes INTEGER NOT NULL DEFAULT 0;

DROP TRIGGER users_counted;
DROP TRIGGER users_discounted;

CREATE TRIGGER users_counted AFTER INSERT ON users BEGIN
    UPDATE organizations SET
        pending_users = pending_users + (NEW.status = 'pending'),
        active_users = active_users + (NEW.status = 'active'),
        inactive_users = inactive_users + (NEW.status = 'inactive'),
        licensed_users = licensed_users + NEW.licensed,
        user_changes = user_changes + 1
        WHERE id = NEW.organization_id;
END;

CREATE TRIGGER users_discounted AFTER DELETE ON users BEGIN
    UPDATE organizations SET
        pending_users = pending_users - (OLD.status = 'pending'),
        active_users = active_users - (OLD.status = 'active'),
        inactive_users = inactive_users - (OLD.status = 'inactive'),
        licensed_users = licensed_users - OLD.licensed,
        user_changes = user_changes + 1
        WHERE id = OLD.organization_id;
END;

CREATE TRIGGER users_changed AFTER UPDATE OF
    uuid, public_id, email_key, name_key, search_key, status, owner, admin, project_creator, created_at, licensed_since
    ON users WHEN OLD.uuid <> NEW.uuid OR OLD.public_id <> NEW.public_id OR OLD.email_key <> NEW.email_key
        OR OLD.name_key <> NEW.name_key OR OLD.search_key <> NEW.search_key OR OLD.status <> NEW.status
        OR OLD.owner <> NEW.owner OR OLD.admin <> NEW.admin OR OLD.project_creator <> NEW.project_creator
        OR OLD.created_at <> NEW.created_at OR OLD.licensed_since IS NOT NEW.licensed_since BEGIN
    UPDATE organizations SET user_changes = user_changes + 1 WHERE id = NEW.organization_id;
END;
