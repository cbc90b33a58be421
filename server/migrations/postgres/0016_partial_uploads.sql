-- Uploads that are parts of a file which is put together of them (ruling T42).
-- The counterpart of the SQLite migration of the same number.

ALTER TABLE uploads ADD COLUMN partial BOOLEAN NOT NULL DEFAULT FALSE;
-- Of a partial one: every byte is there, and nobody appends any more. Any other becomes a file then.
ALTER TABLE uploads ADD COLUMN finished BOOLEAN NOT NULL DEFAULT FALSE;

-- The header Upload-Concat as it came; empty for what was uploaded as a whole.
ALTER TABLE files ADD COLUMN upload_concat TEXT NOT NULL DEFAULT '';
