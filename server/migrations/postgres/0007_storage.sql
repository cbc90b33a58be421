-- What is stored, and whose it is: counts that are kept, so that a quota is read and not reckoned.
-- The counterpart of the SQLite migration of the same number.

-- Bytes that the files of an organisation may have; null where the server's default holds.
ALTER TABLE organizations ADD COLUMN storage BIGINT CHECK (storage >= 0);
-- Bytes of files and of unfinished uploads, these as long as they were announced; and how many uploads are unfinished.
ALTER TABLE organizations ADD COLUMN stored_bytes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN open_uploads BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN stored_bytes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN open_uploads BIGINT NOT NULL DEFAULT 0;

-- Who uploaded a file; null where it was uploaded before this was recorded.
ALTER TABLE files ADD COLUMN user_id BIGINT REFERENCES users (id) ON DELETE SET NULL;
CREATE INDEX files_by_user ON files (user_id);

UPDATE organizations SET
    stored_bytes =
        (SELECT coalesce(sum(size), 0) FROM files WHERE organization_id = organizations.id AND moved_to IS NULL)
        + (SELECT coalesce(sum(length), 0) FROM uploads WHERE organization_id = organizations.id),
    open_uploads = (SELECT count(*) FROM uploads WHERE organization_id = organizations.id);
UPDATE users SET
    stored_bytes = (SELECT coalesce(sum(length), 0) FROM uploads WHERE user_id = users.id),
    open_uploads = (SELECT count(*) FROM uploads WHERE user_id = users.id)
    WHERE id IN (SELECT user_id FROM uploads);

CREATE FUNCTION count_storage(organization BIGINT, uploader BIGINT, bytes BIGINT, uploads BIGINT) RETURNS void AS $$
    UPDATE organizations SET stored_bytes = stored_bytes + bytes, open_uploads = open_uploads + uploads
        WHERE id = organization;
    UPDATE users SET stored_bytes = stored_bytes + bytes, open_uploads = open_uploads + uploads WHERE id = uploader;
$$ LANGUAGE sql;

CREATE FUNCTION count_upload() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM count_storage(NEW.organization_id, NEW.user_id, NEW.length, 1);
    ELSE
        PERFORM count_storage(OLD.organization_id, OLD.user_id, -OLD.length, -1);
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

CREATE FUNCTION count_file() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM count_storage(NEW.organization_id, NEW.user_id, NEW.size, 0);
    ELSE
        PERFORM count_storage(OLD.organization_id, OLD.user_id, -OLD.size, 0);
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

CREATE TRIGGER uploads_counted AFTER INSERT OR DELETE ON uploads FOR EACH ROW EXECUTE FUNCTION count_upload();

-- A temporary file that has become persistent shares its bytes with the persistent one.
CREATE TRIGGER files_counted AFTER INSERT ON files FOR EACH ROW
    WHEN (NEW.moved_to IS NULL) EXECUTE FUNCTION count_file();
CREATE TRIGGER files_discounted AFTER DELETE ON files FOR EACH ROW
    WHEN (OLD.moved_to IS NULL) EXECUTE FUNCTION count_file();
CREATE TRIGGER files_moved AFTER UPDATE OF moved_to ON files FOR EACH ROW
    WHEN (OLD.moved_to IS NULL AND NEW.moved_to IS NOT NULL) EXECUTE FUNCTION count_file();
