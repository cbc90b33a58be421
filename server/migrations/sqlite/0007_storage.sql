-- What is stored, and whose it is: counts that are kept, so that a quota is read and not reckoned.

-- Bytes that the files of an organisation may have; null where the server's default holds.
ALTER TABLE organizations ADD COLUMN storage INTEGER CHECK (storage >= 0);
-- Bytes of files and of unfinished uploads, these as long as they were announced; and how many uploads are unfinished.
ALTER TABLE organizations ADD COLUMN stored_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN open_uploads INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN stored_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN open_uploads INTEGER NOT NULL DEFAULT 0;

-- Who uploaded a file; null where it was uploaded before this was recorded.
ALTER TABLE files ADD COLUMN user_id INTEGER REFERENCES users (id) ON DELETE SET NULL;
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

CREATE TRIGGER uploads_counted AFTER INSERT ON uploads BEGIN
    UPDATE organizations SET stored_bytes = stored_bytes + NEW.length, open_uploads = open_uploads + 1
        WHERE id = NEW.organization_id;
    UPDATE users SET stored_bytes = stored_bytes + NEW.length, open_uploads = open_uploads + 1 WHERE id = NEW.user_id;
END;

CREATE TRIGGER uploads_discounted AFTER DELETE ON uploads BEGIN
    UPDATE organizations SET stored_bytes = stored_bytes - OLD.length, open_uploads = open_uploads - 1
        WHERE id = OLD.organization_id;
    UPDATE users SET stored_bytes = stored_bytes - OLD.length, open_uploads = open_uploads - 1 WHERE id = OLD.user_id;
END;

-- A temporary file that has become persistent shares its bytes with the persistent one.
CREATE TRIGGER files_counted AFTER INSERT ON files WHEN NEW.moved_to IS NULL BEGIN
    UPDATE organizations SET stored_bytes = stored_bytes + NEW.size WHERE id = NEW.organization_id;
    UPDATE users SET stored_bytes = stored_bytes + NEW.size WHERE id = NEW.user_id;
END;

CREATE TRIGGER files_discounted AFTER DELETE ON files WHEN OLD.moved_to IS NULL BEGIN
    UPDATE organizations SET stored_bytes = stored_bytes - OLD.size WHERE id = OLD.organization_id;
    UPDATE users SET stored_bytes = stored_bytes - OLD.size WHERE id = OLD.user_id;
END;

CREATE TRIGGER files_moved AFTER UPDATE OF moved_to ON files WHEN OLD.moved_to IS NULL AND NEW.moved_to IS NOT NULL BEGIN
    UPDATE organizations SET stored_bytes = stored_bytes - OLD.size WHERE id = OLD.organization_id;
    UPDATE users SET stored_bytes = stored_bytes - OLD.size WHERE id = OLD.user_id;
END;
