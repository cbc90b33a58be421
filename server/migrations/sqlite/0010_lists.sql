-- Lists of large organisations: what is counted is kept, so that a total is read and not reckoned.

ALTER TABLE organizations ADD COLUMN pending_users INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN active_users INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN inactive_users INTEGER NOT NULL DEFAULT 0;
-- Users of any status who hold a seat.
ALTER TABLE organizations ADD COLUMN licensed_users INTEGER NOT NULL DEFAULT 0;

UPDATE organizations SET
    pending_users = (SELECT count(*) FROM users WHERE organization_id = organizations.id AND status = 'pending'),
    active_users = (SELECT count(*) FROM users WHERE organization_id = organizations.id AND status = 'active'),
    inactive_users = (SELECT count(*) FROM users WHERE organization_id = organizations.id AND status = 'inactive'),
    licensed_users = (SELECT count(licensed_since) FROM users WHERE organization_id = organizations.id);

CREATE TRIGGER users_counted AFTER INSERT ON users BEGIN
    UPDATE organizations SET
        pending_users = pending_users + (NEW.status = 'pending'),
        active_users = active_users + (NEW.status = 'active'),
        inactive_users = inactive_users + (NEW.status = 'inactive'),
        licensed_users = licensed_users + NEW.licensed
        WHERE id = NEW.organization_id;
END;

CREATE TRIGGER users_discounted AFTER DELETE ON users BEGIN
    UPDATE organizations SET
        pending_users = pending_users - (OLD.status = 'pending'),
        active_users = active_users - (OLD.status = 'active'),
        inactive_users = inactive_users - (OLD.status = 'inactive'),
        licensed_users = licensed_users - OLD.licensed
        WHERE id = OLD.organization_id;
END;

-- No user changes the organisation.
CREATE TRIGGER users_recounted AFTER UPDATE OF status, licensed_since ON users
    WHEN OLD.status <> NEW.status OR OLD.licensed <> NEW.licensed BEGIN
    UPDATE organizations SET
        pending_users = pending_users + (NEW.status = 'pending') - (OLD.status = 'pending'),
        active_users = active_users + (NEW.status = 'active') - (OLD.status = 'active'),
        inactive_users = inactive_users + (NEW.status = 'inactive') - (OLD.status = 'inactive'),
        licensed_users = licensed_users + NEW.licensed - OLD.licensed
        WHERE id = NEW.organization_id;
END;
