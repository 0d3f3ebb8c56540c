-- Who closes, by which route, when, and who is responsible.
CREATE TABLE shop (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    name        TEXT NOT NULL,
    credit_code TEXT NOT NULL,
    licence_no  TEXT NOT NULL,
    address     TEXT NOT NULL,
    phone       TEXT NOT NULL,
    legal_form  TEXT NOT NULL
) STRICT;

CREATE TABLE closing (
    id               INTEGER PRIMARY KEY CHECK (id = 1),
    route            TEXT NOT NULL,
    last_trading_day TEXT NOT NULL,
    request_until    TEXT NOT NULL,
    erasure_day      TEXT NOT NULL,
    collect_until    TEXT NOT NULL
) STRICT;

CREATE TABLE duty (
    role       TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    post       TEXT NOT NULL,
    phone      TEXT NOT NULL,
    pin_hash   TEXT,
    failed     INTEGER NOT NULL DEFAULT 0,
    wait_until TEXT
) STRICT;

CREATE TABLE recipient (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    name      TEXT NOT NULL,
    contact   TEXT NOT NULL,
    phone     TEXT NOT NULL,
    address   TEXT NOT NULL,
    purpose   TEXT NOT NULL,
    method    TEXT NOT NULL,
    retention TEXT NOT NULL
) STRICT;
