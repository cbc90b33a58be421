-- Uploads that are parts of a file which is put together of them (ruling T42).

ALTER TABLE uploads ADD COLUMN partial INTEGER NOT NULL DEFAULT 0 CHECK (partial IN (0, 1));
-- Of a partial one: every byte is there, and nobody appends any more. Any other becomes a file then.
ALTER TABLE uploads ADD COLUMN finished INTEGER NOT NULL DEFAULT 0 CHECK (finished IN (0, 1));

-- The header Upload-Concat as it came; empty for what was uploaded as a whole.
ALTER TABLE files ADD COLUMN upload_concat TEXT NOT NULL DEFAULT '';
