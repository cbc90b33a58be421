-- Appenders of uploads that wait for another one (ruling T45).

-- The holder of the lease who was asked to give way.
ALTER TABLE uploads ADD COLUMN wanted_of BLOB;
