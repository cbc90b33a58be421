-- The form of the columns `<name>_key`, which follow from their neighbours: a server that has another form writes all of
-- them anew when it starts. The first one was lower case.
CREATE TABLE key_form (
    version INTEGER NOT NULL
) STRICT;

INSERT INTO key_form (version) VALUES (1);
