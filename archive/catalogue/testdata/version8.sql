-- A catalogue as a program with schema version 8 made it.
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
	degree  TEXT NOT NULL DEFAULT '',
	CHECK ((state = 'pending') = (stage <> 'ended'))
);
CREATE INDEX arrivals_by_time ON arrivals (arrived, id);
CREATE INDEX arrivals_by_end ON arrivals (state, ended, arrived, id);
CREATE INDEX arrivals_of_unit ON arrivals (unit, state, ended, arrived, id);

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
	secrecy TEXT    NOT NULL DEFAULT '',
	UNIQUE (kind, year, serial),
	FOREIGN KEY (kind, year, serial) REFERENCES numbers (kind, year, serial)
);
CREATE INDEX records_by_packet ON records (packet);
CREATE INDEX records_by_date   ON records (date);
CREATE INDEX records_void ON records (kind, date, number) WHERE voided <> '';

CREATE TABLE losses (
	number      TEXT    PRIMARY KEY,
	kind        TEXT    NOT NULL,
	year        INTEGER NOT NULL,
	serial      INTEGER NOT NULL,
	arrival     TEXT    NOT NULL REFERENCES arrivals (id),
	voided      TEXT    NOT NULL DEFAULT '',
	void_reason TEXT    NOT NULL DEFAULT '',
	written_off TEXT    NOT NULL DEFAULT '',
	reason      TEXT    NOT NULL DEFAULT '',
	by_whom     TEXT    NOT NULL DEFAULT ''
);

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

INSERT INTO meta (name, value) VALUES ('schema', '8'), ('id', 'OLD');
INSERT INTO arrivals (id, unit, path, arrived, state, stage, number, ended, degree) VALUES
	('a1', '区政府办公室', '区政府办公室/纪要.yaml', '2026-05-11T01:30:00.000Z', 'filed', 'ended', '龙政会纪〔2026〕1号', '2026-05-11T01:30:02.000Z', '不涉密'),
	('a2', '区政府办公室', '区政府办公室/纪要.yaml', '2026-05-11T01:30:00.000Z', 'filed', 'ended', '龙政会纪〔2026〕2号', '2026-05-11T01:30:02.000Z', '秘密');
INSERT INTO numbers (kind, year, serial, packet, content, arrival) VALUES
	('minutes', 2026, 1, 'p1', 'c1', 'a1'), ('minutes', 2026, 2, 'p2', 'c2', 'a2');
INSERT INTO records (number, id, kind, year, serial, date, unit, subject, packet, arrival, filed, record, form, secrecy) VALUES
	('龙政会纪〔2026〕1号', 1, 'minutes', 2026, 1, '2026-05-11', '区政府办公室', '常务会议纪要', 'p1', 'a1', '2026-05-11T01:30:02.000Z', '{"version": 2, "number": "龙政会纪〔2026〕1号", "kind": "minutes", "title": "会议纪要", "year": 2026, "serial": 1, "subject": "常务会议纪要", "date": "2026-05-11", "unit": "区政府办公室", "values": {"name": "⻓期⼯作会议", "held": "2026-05-12T09:00"}, "fields": [{"label": "会议名称", "text": "常务会议"}], "text": "", "rulebook": "", "form": {"path": "f", "size": 1, "sha256": ""}, "document": {"path": "d", "size": 1, "sha256": ""}, "arrival": "a1", "dropped_as": "区政府办公室/纪要.yaml", "packet": "p1", "arrived": "2026-05-11T01:30:00Z", "filed": "2026-05-11T01:30:02Z"}', '{"name":"⻓期⼯作会议","held":"2026-05-12T09:00"}', ''),
	('龙政会纪〔2026〕2号', 2, 'minutes', 2026, 2, '2026-05-11', '区政府办公室', '常务会议纪要', 'p2', 'a2', '2026-05-11T01:30:02.000Z', '{"version": 2, "number": "龙政会纪〔2026〕2号", "kind": "minutes", "title": "会议纪要", "year": 2026, "serial": 2, "subject": "常务会议纪要", "date": "2026-05-11", "unit": "区政府办公室", "secrecy": "秘密", "values": {"name": "常务会议", "from": "2026-05-13T14:30", "until": "2026-05-14T11:30"}, "fields": [{"label": "会议名称", "text": "常务会议"}, {"label": "密级", "text": "秘密"}], "text": "", "rulebook": "", "form": {"path": "f", "size": 1, "sha256": ""}, "document": {"path": "d", "size": 1, "sha256": ""}, "arrival": "a2", "dropped_as": "区政府办公室/纪要.yaml", "packet": "p2", "arrived": "2026-05-11T01:30:00Z", "filed": "2026-05-11T01:30:02Z"}', '{"name":"常务会议","from":"2026-05-13T14:30","until":"2026-05-14T11:30"}', '秘密');
INSERT INTO facts (fact, first_day, last_day, record) VALUES (5810947847516491366, 20585, 20585, 1), (-2426082702960289375, 20586, 20587, 2), (-3513107664993251934, 20585, 20585, 1);
INSERT INTO changes (seq, number) VALUES (1, '龙政会纪〔2026〕1号'), (2, '龙政会纪〔2026〕2号');
