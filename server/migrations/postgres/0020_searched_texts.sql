-- What is inside a text: found by its parts of three characters each, instead of reading the texts of everybody.
-- The counterpart of the SQLite migration of the same number.

-- Makes the index, for which the database needs two extensions; where they are not there, and whoever asks may not add
-- them, all searches find the same without it. Says what is missing then.
CREATE FUNCTION index_searched_texts() RETURNS text AS $$
DECLARE
    trigrams text;
    numbers text;
BEGIN
    IF to_regclass('users_searched') IS NOT NULL THEN
        RETURN NULL;
    END IF;
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
    CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;
    SELECT extnamespace::regnamespace INTO trigrams FROM pg_extension WHERE extname = 'pg_trgm';
    SELECT extnamespace::regnamespace INTO numbers FROM pg_extension WHERE extname = 'btree_gin';
    -- What was written last is read as it is by every search, so that it must not become long.
    EXECUTE format(
        'CREATE INDEX users_searched ON users USING gin (organization_id %1$s.int8_ops, search_key %2$s.gin_trgm_ops, '
            'name_key %2$s.gin_trgm_ops, email_key %2$s.gin_trgm_ops) WITH (gin_pending_list_limit = 128)',
        numbers, trigrams
    );
    RETURN NULL;
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR invalid_schema_name THEN
    RETURN SQLERRM;
END
$$ LANGUAGE plpgsql;
