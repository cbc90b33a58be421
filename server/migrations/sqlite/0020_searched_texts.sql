-- What is inside a text: found by its parts of three characters each, instead of reading the texts of everybody.

-- All that users are searched in.
ALTER TABLE users ADD COLUMN searched TEXT
    GENERATED ALWAYS AS (search_key || char(31) || name_key || char(31) || email_key) VIRTUAL;

-- Which users have which parts. A row's id is the organisation's, times 2^32, plus the user's, so that those of one
-- organisation are beside each other; whose id is larger than that leaves room for is not in it, and nobody is searched
-- here any more once there is such a user.
CREATE VIRTUAL TABLE searched_texts USING fts5 (
    searched, content = '', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1'
);

INSERT INTO searched_texts (rowid, searched)
    SELECT organization_id << 32 | id, searched FROM users WHERE id < 1 << 32 AND organization_id < 1 << 31
    ORDER BY organization_id, id;
INSERT INTO searched_texts (searched_texts) VALUES ('optimize');

-- Users that have changed since their text was indexed. Whoever searches looks at them all; a part of the index for each
-- of them would cost many times what one for two hundred does.
CREATE TABLE unindexed_users (
    user_id INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL,
    -- The text that is indexed; null where none is.
    indexed TEXT
) STRICT;

CREATE TRIGGER users_added_text AFTER INSERT ON users BEGIN
    INSERT OR IGNORE INTO unindexed_users (organization_id, user_id) VALUES (NEW.organization_id, NEW.id);
END;

CREATE TRIGGER users_removed_text AFTER DELETE ON users BEGIN
    INSERT OR IGNORE INTO unindexed_users (organization_id, user_id, indexed)
        VALUES (OLD.organization_id, OLD.id, OLD.searched);
END;

CREATE TRIGGER users_changed_text AFTER UPDATE OF search_key, name_key, email_key ON users
    WHEN OLD.searched <> NEW.searched BEGIN
    INSERT OR IGNORE INTO unindexed_users (organization_id, user_id, indexed)
        VALUES (OLD.organization_id, OLD.id, OLD.searched);
END;

CREATE TRIGGER unindexed_users_are_many AFTER INSERT ON unindexed_users
    WHEN (SELECT count(*) FROM unindexed_users) >= 200 BEGIN
    INSERT INTO searched_texts (searched_texts, rowid, searched)
        SELECT 'delete', organization_id << 32 | user_id, indexed FROM unindexed_users
        WHERE indexed IS NOT NULL AND user_id < 1 << 32 AND organization_id < 1 << 31
        ORDER BY organization_id, user_id;
    INSERT INTO searched_texts (rowid, searched)
        SELECT organization_id << 32 | id, searched FROM users
        WHERE id IN (SELECT user_id FROM unindexed_users) AND id < 1 << 32 AND organization_id < 1 << 31
        ORDER BY organization_id, id;
    DELETE FROM unindexed_users;
END;
