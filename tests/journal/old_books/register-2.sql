PRAGMA application_id = 0;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE customer (
    meter TEXT PRIMARY KEY, name TEXT NOT NULL, place TEXT NOT NULL, phone TEXT NOT NULL,
    tariff TEXT NOT NULL, note TEXT NOT NULL, name_key TEXT NOT NULL, found_by TEXT NOT NULL
) STRICT;
INSERT INTO "customer" VALUES('01282444000','Amina Okoro','Harbour Road 3','0800 1','','','amina okoro','01282444000
amina okoro
harbour road 3
0800 1');
INSERT INTO "customer" VALUES('01515299231','Émile Dupré','Rue 4','','','','émile dupré','01515299231
émile dupré
rue 4
');
CREATE TABLE supervisor (
    name_key TEXT PRIMARY KEY, name TEXT NOT NULL, pin_hash TEXT NOT NULL, misses INTEGER NOT NULL, locked_until TEXT
) STRICT;
CREATE INDEX customer_name ON customer (name_key, meter);
COMMIT;
