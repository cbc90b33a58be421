-- Mails that wait to be delivered: queued with the change that they tell of, removed once they are delivered.
--
-- The counterpart of the SQLite migration of the same number.

CREATE TABLE mails (
    -- In the mail's Message-ID too.
    id UUID PRIMARY KEY,
    -- Whom it is for; what was not delivered yet goes with them.
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    recipient TEXT NOT NULL,
    -- RFC 5322. The links in it are secrets.
    message BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    -- When it may be taken up; of one that is being delivered, the end of the lease.
    next_attempt_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL
);

CREATE INDEX mails_due ON mails (next_attempt_at);
CREATE INDEX mails_by_user ON mails (user_id);
