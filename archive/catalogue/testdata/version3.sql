-- A catalogue as a program with schema version 3 made it.
CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
);

CREATE TABLE arrivals (
	id      TEXT PRIMARY KEY,
	unit    TEXT NOT NULL,
	path    TEXT NOT NULL,
	arrived TEXT NOT NULL,
	state   TEXT NOT NULL CHECK (state IN ('pending', 'filed', 'returned', 'duplicate')),
	stage   TEXT NOT NULL CHECK (stage IN ('waiting', 'received', 'numbered', 'ended')),
	number  TEXT NOT NULL DEFAULT '',
	reason  TEXT NOT NULL DEFAULT '',
	ended   TEXT NOT NULL DEFAULT '',
	CHECK ((state = 'pending') = (stage <> 'ended'))
);
CREATE INDEX arrivals_by_state ON arrivals (state, stage);
CREATE INDEX arrivals_by_time  ON arrivals (arrived, id);

CREATE TABLE numbers (
	kind    TEXT    NOT NULL,
	year    INTEGER NOT NULL,
	serial  INTEGER NOT NULL CHECK (serial > 0),
	packet  TEXT    NOT NULL,
	content TEXT    NOT NULL,
	arrival TEXT    NOT NULL,
	verdict TEXT    NOT NULL DEFAULT '',
	PRIMARY KEY (kind, year, serial),
	UNIQUE (kind, packet)
);
CREATE INDEX numbers_by_content ON numbers (kind, content);
CREATE INDEX numbers_by_arrival ON numbers (arrival);

CREATE TABLE gaps (
	kind   TEXT    NOT NULL,
	year   INTEGER NOT NULL,
	serial INTEGER NOT NULL,
	PRIMARY KEY (kind, year, serial)
);

CREATE TABLE records (
	number  TEXT    PRIMARY KEY,
	id      INTEGER NOT NULL UNIQUE,
	kind    TEXT    NOT NULL,
	year    INTEGER NOT NULL,
	serial  INTEGER NOT NULL,
	date    TEXT    NOT NULL,
	unit    TEXT    NOT NULL,
	subject TEXT    NOT NULL,
	packet  TEXT    NOT NULL,
	arrival TEXT    NOT NULL UNIQUE REFERENCES arrivals (id),
	filed   TEXT    NOT NULL,
	voided  TEXT    NOT NULL DEFAULT '',
	reason  TEXT    NOT NULL DEFAULT '',
	record  TEXT    NOT NULL,
	form    TEXT    NOT NULL,
	UNIQUE (kind, year, serial),
	FOREIGN KEY (kind, year, serial) REFERENCES numbers (kind, year, serial)
);
CREATE INDEX records_by_packet ON records (packet);
CREATE INDEX records_by_date   ON records (date);

CREATE TABLE facts (
	fact      BIGINT  NOT NULL,
	first_day INTEGER NOT NULL,
	last_day  INTEGER NOT NULL,
	record    INTEGER NOT NULL REFERENCES records (id)
);
CREATE INDEX facts_by_fact ON facts (fact, last_day, first_day, record);

CREATE TABLE changes (
	seq    INTEGER PRIMARY KEY,
	number TEXT NOT NULL REFERENCES records (number)
);

CREATE TABLE checkpoints (
	follower TEXT PRIMARY KEY,
	seq      INTEGER NOT NULL
);

INSERT INTO meta (name, value) VALUES ('schema', '3'), ('id', 'OLD');
INSERT INTO arrivals (id, unit, path, arrived, state, stage, number, reason, ended) VALUES
	('20260511T013000.000-returned', '区财政局', '区财政局/介绍信.yaml', '2026-05-11T01:30:00.000Z', 'returned', 'ended', '', '缺审批意见', '2026-05-11T01:30:02.000Z'),
	('inbox/区教育局/合同.yaml', '区教育局', '区教育局/合同.yaml', '2026-05-11T01:31:00.000Z', 'pending', 'waiting', '', '等候附件：合同.pdf', '');
