-- The counterpart of the SQLite migration of the same number.
ALTER TABLE credentials ADD COLUMN name TEXT;
ALTER TABLE credentials ADD COLUMN last_used_at BIGINT;
