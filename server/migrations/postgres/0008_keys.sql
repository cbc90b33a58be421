-- The form of the columns `<name>_key`. The counterpart of the SQLite migration of the same number.

CREATE TABLE key_form (
    version BIGINT NOT NULL
);

INSERT INTO key_form (version) VALUES (1);
