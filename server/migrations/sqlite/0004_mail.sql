-- Mails that wait to be delivered: queued with the change that they tell of, removed once they are delivered.

CREATE TABLE mails (
    -- In the mail's Message-ID too.
    id BLOB PRIMARY KEY,
    -- Whom it is for; what was not delivered yet goes with them.
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    recipient TEXT NOT NULL,
    -- RFC 5322. The links in it are secrets.
    message BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    -- When it may be taken up; of one that is being delivered, the end of the lease.
    next_attempt_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL
) STRICT;

CREATE INDEX mails_due ON mails (next_attempt_at);
CREATE INDEX mails_by_user ON mails (user_id);
