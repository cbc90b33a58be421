-- Lists of large organisations: what is counted is kept, so that a total is read and not reckoned.
-- The counterpart of the SQLite migration of the same number.

ALTER TABLE organizations
    ADD COLUMN pending_users BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN active_users BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN inactive_users BIGINT NOT NULL DEFAULT 0,
    -- Users of any status who hold a seat.
    ADD COLUMN licensed_users BIGINT NOT NULL DEFAULT 0;

CREATE FUNCTION count_users(organization BIGINT, status TEXT, licensed BOOLEAN, number BIGINT) RETURNS void AS $$
    UPDATE organizations SET
        pending_users = pending_users + CASE status WHEN 'pending' THEN number ELSE 0 END,
        active_users = active_users + CASE status WHEN 'active' THEN number ELSE 0 END,
        inactive_users = inactive_users + CASE status WHEN 'inactive' THEN number ELSE 0 END,
        licensed_users = licensed_users + CASE WHEN licensed THEN number ELSE 0 END
        WHERE id = organization;
$$ LANGUAGE sql;

CREATE FUNCTION count_user() RETURNS trigger AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        PERFORM count_users(NEW.organization_id, NEW.status, NEW.licensed, 1);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM count_users(OLD.organization_id, OLD.status, OLD.licensed, -1);
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

CREATE TRIGGER users_counted AFTER INSERT OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION count_user();
-- No user changes the organisation.
CREATE TRIGGER users_recounted AFTER UPDATE OF status, licensed_since ON users FOR EACH ROW
    WHEN (OLD.status <> NEW.status OR OLD.licensed <> NEW.licensed) EXECUTE FUNCTION count_user();

-- For who adds rows by the million, with these triggers switched off.
CREATE FUNCTION count_anew() RETURNS void AS $$
    UPDATE organizations SET
        stored_bytes =
            (SELECT coalesce(sum(size), 0) FROM files WHERE organization_id = organizations.id AND moved_to IS NULL)
            + (SELECT coalesce(sum(length), 0) FROM uploads WHERE organization_id = organizations.id),
        open_uploads = (SELECT count(*) FROM uploads WHERE organization_id = organizations.id),
        pending_users = (SELECT count(*) FROM users WHERE organization_id = organizations.id AND status = 'pending'),
        active_users = (SELECT count(*) FROM users WHERE organization_id = organizations.id AND status = 'active'),
        inactive_users = (SELECT count(*) FROM users WHERE organization_id = organizations.id AND status = 'inactive'),
        licensed_users = (SELECT count(licensed_since) FROM users WHERE organization_id = organizations.id);
    UPDATE users SET
        stored_bytes =
            (SELECT coalesce(sum(size), 0) FROM files WHERE user_id = users.id AND moved_to IS NULL)
            + (SELECT coalesce(sum(length), 0) FROM uploads WHERE user_id = users.id),
        open_uploads = (SELECT count(*) FROM uploads WHERE user_id = users.id)
        WHERE id IN (SELECT user_id FROM uploads UNION SELECT user_id FROM files);
$$ LANGUAGE sql;

SELECT count_anew();
