-- What a token is for, in its owner's words, and when a credential was used last, to a minute or so.
ALTER TABLE credentials ADD COLUMN name TEXT;
ALTER TABLE credentials ADD COLUMN last_used_at INTEGER;
