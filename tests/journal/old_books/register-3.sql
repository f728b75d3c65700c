PRAGMA application_id = 0;
PRAGMA user_version = 3;
BEGIN TRANSACTION;
CREATE TABLE batch (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, source TEXT NOT NULL, who TEXT NOT NULL,
        known TEXT NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL, undone_at TEXT
    ) STRICT;
CREATE TABLE customer (
    meter TEXT PRIMARY KEY, name TEXT NOT NULL, place TEXT NOT NULL, phone TEXT NOT NULL,
    tariff TEXT NOT NULL, note TEXT NOT NULL, name_key TEXT NOT NULL, found_by TEXT NOT NULL
, supply_group TEXT NOT NULL DEFAULT '', key_revision TEXT NOT NULL DEFAULT '', tariff_index TEXT NOT NULL DEFAULT '', meter_reversed TEXT NOT NULL DEFAULT '', batch INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "customer" VALUES('01282444000','Amina Okoro','Harbour Road 3','0800 1','','','amina okoro','01282444000
amina okoro
harbour road 3
0800 1
08001','','','','00044428210',0);
INSERT INTO "customer" VALUES('01515299231','Émile Dupré','Rue 4','','','','emile dupre','01515299231
emile dupre
rue 4','','','','13299251510',0);
CREATE TABLE replaced (
        for_batch INTEGER NOT NULL, meter TEXT NOT NULL, name TEXT, place TEXT, phone TEXT, tariff TEXT, note TEXT, supply_group TEXT, key_revision TEXT, tariff_index TEXT, name_key TEXT, found_by TEXT, meter_reversed TEXT, batch INTEGER,
        PRIMARY KEY (for_batch, meter)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE supervisor (
    name_key TEXT PRIMARY KEY, name TEXT NOT NULL, pin_hash TEXT NOT NULL, misses INTEGER NOT NULL, locked_until TEXT
) STRICT;
CREATE INDEX customer_name ON customer (name_key, meter, found_by);
CREATE INDEX customer_reversed ON customer (meter_reversed);
DELETE FROM "sqlite_sequence";
COMMIT;
