-- Uploads whose length is not known yet (ruling T41).

-- Whether the length is still to come. `length` is then what the upload counts as: what it has, and may get with the part
-- that is being received.
ALTER TABLE uploads ADD COLUMN length_deferred INTEGER NOT NULL DEFAULT 0 CHECK (length_deferred IN (0, 1));

CREATE TRIGGER uploads_recounted AFTER UPDATE OF length ON uploads WHEN NEW.length <> OLD.length BEGIN
    UPDATE organizations SET stored_bytes = stored_bytes + NEW.length - OLD.length WHERE id = NEW.organization_id;
    UPDATE users SET stored_bytes = stored_bytes + NEW.length - OLD.length WHERE id = NEW.user_id;
END;
