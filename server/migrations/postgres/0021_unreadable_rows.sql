-- What an import took before it held rows against what the server can read: one such row made every list that it is in
-- fail.
-- The counterpart of the SQLite migration of the same number.

-- Times before 1970, and after the year 9999, become its first or last second.
UPDATE organizations SET created_at = 0 WHERE created_at < 0;
UPDATE organizations SET created_at = 253402300799 WHERE created_at > 253402300799;
UPDATE organizations SET licensed_until = 0 WHERE licensed_until < 0;
UPDATE organizations SET licensed_until = 253402300799 WHERE licensed_until > 253402300799;
UPDATE users SET licensed_since = 0 WHERE licensed_since < 0;
UPDATE users SET licensed_since = 253402300799 WHERE licensed_since > 253402300799;
UPDATE users SET created_at = 0 WHERE created_at < 0;
UPDATE users SET created_at = 253402300799 WHERE created_at > 253402300799;
UPDATE users SET modified_at = 0 WHERE modified_at < 0;
UPDATE users SET modified_at = 253402300799 WHERE modified_at > 253402300799;
UPDATE groups SET created_at = 0 WHERE created_at < 0;
UPDATE groups SET created_at = 253402300799 WHERE created_at > 253402300799;
UPDATE groups SET modified_at = 0 WHERE modified_at < 0;
UPDATE groups SET modified_at = 253402300799 WHERE modified_at > 253402300799;
UPDATE memberships SET created_at = 0 WHERE created_at < 0;
UPDATE memberships SET created_at = 253402300799 WHERE created_at > 253402300799;
UPDATE invitations SET sent_at = 0 WHERE sent_at < 0;
UPDATE invitations SET sent_at = 253402300799 WHERE sent_at > 253402300799;
UPDATE invitations SET expires_at = 0 WHERE expires_at < 0;
UPDATE invitations SET expires_at = 253402300799 WHERE expires_at > 253402300799;
UPDATE credentials SET created_at = 0 WHERE created_at < 0;
UPDATE credentials SET created_at = 253402300799 WHERE created_at > 253402300799;
UPDATE credentials SET expires_at = 0 WHERE expires_at < 0;
UPDATE credentials SET expires_at = 253402300799 WHERE expires_at > 253402300799;
UPDATE credentials SET last_used_at = 0 WHERE last_used_at < 0;
UPDATE credentials SET last_used_at = 253402300799 WHERE last_used_at > 253402300799;
UPDATE files SET created_at = 0 WHERE created_at < 0;
UPDATE files SET created_at = 253402300799 WHERE created_at > 253402300799;
UPDATE files SET expires_at = 0 WHERE expires_at < 0;
UPDATE files SET expires_at = 253402300799 WHERE expires_at > 253402300799;
UPDATE blob_removals SET due_at = 0 WHERE due_at < 0;
UPDATE blob_removals SET due_at = 253402300799 WHERE due_at > 253402300799;
UPDATE audit SET recorded_at = 0 WHERE recorded_at < 0;
UPDATE audit SET recorded_at = 253402300799 WHERE recorded_at > 253402300799;

-- A key that no bytes are kept under. The file stays in its lists, and its bytes are missing, as they were before; of a
-- picture nothing is left.
UPDATE files SET blob_key = replace(gen_random_uuid()::text, '-', '')
    WHERE blob_key !~ '^(files|avatars)/([0-9a-f]{2})/\2[0-9a-f]{30}$';
UPDATE files SET blob_key = 'files/' || substr(blob_key, 1, 2) || '/' || blob_key WHERE blob_key NOT LIKE '%/%';
UPDATE users SET avatar_original = NULL, avatar_original_type = NULL, avatar_original_etag = NULL,
        avatar_thumbnail = NULL, avatar_thumbnail_type = NULL, avatar_thumbnail_etag = NULL
    WHERE avatar_original !~ '^(files|avatars)/([0-9a-f]{2})/\2[0-9a-f]{30}$'
        OR avatar_thumbnail !~ '^(files|avatars)/([0-9a-f]{2})/\2[0-9a-f]{30}$';
