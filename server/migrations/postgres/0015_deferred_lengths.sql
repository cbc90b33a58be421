-- Uploads whose length is not known yet (ruling T41).
-- The counterpart of the SQLite migration of the same number.

-- Whether the length is still to come. `length` is then what the upload counts as: what it has, and may get with the part
-- that is being received.
ALTER TABLE uploads ADD COLUMN length_deferred BOOLEAN NOT NULL DEFAULT FALSE;

CREATE FUNCTION recount_upload() RETURNS trigger AS $$
BEGIN
    PERFORM count_storage(NEW.organization_id, NEW.user_id, NEW.length - OLD.length, 0);
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

CREATE TRIGGER uploads_recounted AFTER UPDATE OF length ON uploads FOR EACH ROW
    WHEN (NEW.length <> OLD.length) EXECUTE FUNCTION recount_upload();
