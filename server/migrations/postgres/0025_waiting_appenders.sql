-- Appenders of uploads that wait for another one (ruling T45).
-- The counterpart of the SQLite migration of the same number.

-- The holder of the lease who was asked to give way.
ALTER TABLE uploads ADD COLUMN wanted_of UUID;
