-- Magic links (auto-key). The counterpart of the SQLite migration of the same number.

-- Only the SHA-256 of a link's secret is kept. A row is removed when its link is used, or some time after it has expired.
CREATE TABLE logins (
    hash BYTEA PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);

CREATE INDEX logins_by_user ON logins (user_id);
CREATE INDEX logins_by_expiry ON logins (expires_at);

-- Sessions expire, tokens do not.
CREATE INDEX credentials_by_expiry ON credentials (expires_at) WHERE expires_at IS NOT NULL;
