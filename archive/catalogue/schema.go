package catalogue

// SchemaVersion is the version of the tables below, a whole number. Upgrade brings a
// catalogue of version 3 to 8 up to it; an older one is rebuilt from the archive.
//
//	1  2026-11  first
//	2  2026-11  facts; records have an id and their form's values
//	3  2026-11  numbers know what their form says, and how it was judged
//	4  2026-11  arrivals have a degree of secrecy
//	5  2026-11  records have theirs in a column of its own
//	6  2026-11  facts know the days that are said by times, or by held
//	7  2026-11  facts know look-alikes as the characters they look like
//	8  2026-11  losses
//	9  2026-11  unsigned, turns, signoffs and delegations; the stage signing
const SchemaVersion = "9"

// schema may only name what both SQLite and PostgreSQL know.
const schema = `
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
	stage   TEXT NOT NULL CHECK (stage IN (` + stages + `)),
	number  TEXT NOT NULL DEFAULT '',
	reason  TEXT NOT NULL DEFAULT '',
	ended   TEXT NOT NULL DEFAULT '',
	degree  TEXT NOT NULL DEFAULT '',
	CHECK ((state = 'pending') = (stage <> 'ended'))
);
CREATE INDEX arrivals_by_time ON arrivals (arrived, id);

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

` + lossTable + signingTables + `
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
`

// stages are what Stage can be, as the schema has them; formerStages those before
// version 9.
const (
	stages       = `'waiting', 'received', 'signing', 'numbered', 'ended'`
	formerStages = `'waiting', 'received', 'numbered', 'ended'`
)

// signingTables have the forms that wait for signatures, see Unsigned. Sign-offs stay
// when an arrival has ended; an arrival that a lost catalogue knew may come after them.
const signingTables = `
CREATE TABLE unsigned (
	arrival TEXT    PRIMARY KEY REFERENCES arrivals (id),
	kind    TEXT    NOT NULL,
	unit    TEXT    NOT NULL,
	named   TEXT    NOT NULL,
	dated   TEXT    NOT NULL,
	subject TEXT    NOT NULL,
	content TEXT    NOT NULL,
	opened  TEXT    NOT NULL,
	shown   TEXT    NOT NULL,
	route   TEXT    NOT NULL,
	settled INTEGER NOT NULL,
	degree  TEXT    NOT NULL
);
CREATE INDEX unsigned_by_content ON unsigned (kind, content);

CREATE TABLE turns (
	arrival      TEXT    NOT NULL REFERENCES unsigned (arrival),
	what         TEXT    NOT NULL,
	step         TEXT    NOT NULL,
	title        TEXT    NOT NULL,
	alternatives TEXT    NOT NULL,
	passed_to    TEXT    NOT NULL,
	in_person    INTEGER NOT NULL,
	article      TEXT    NOT NULL,
	since        TEXT    NOT NULL,
	due          TEXT    NOT NULL,
	kind         TEXT    NOT NULL, -- this and what follows as unsigned has it: a desk of
	named        TEXT    NOT NULL, -- thousands is counted without looking there
	dated        TEXT    NOT NULL,
	degree       TEXT    NOT NULL,
	PRIMARY KEY (arrival, what, step, title)
);
CREATE INDEX turns_by_title ON turns (title, what, passed_to, degree, due, since, arrival);
CREATE INDEX turns_by_group ON turns (what, title, alternatives, passed_to, in_person, kind, named, dated);

CREATE TABLE signoffs (
	arrival TEXT    NOT NULL,
	seq     INTEGER NOT NULL,
	event   TEXT    NOT NULL,
	PRIMARY KEY (arrival, seq)
);

CREATE TABLE delegations (
	seq   INTEGER PRIMARY KEY,
	code  TEXT    NOT NULL UNIQUE,
	event TEXT    NOT NULL
);
`

// lossTable has the records that were filed and cannot be found, see Loss.
const lossTable = `
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
`

// upkeep is run whenever a catalogue is opened: what makes questions
// quicker and changes no answer is added to one that is there already. It may
// only name what both SQLite and PostgreSQL know.
//
// What is pending, was returned or issued lately is read in the order of its end,
// see recent.go. The index by state alone is part of the first of these. Of the void
// records those are looked for that say the same as a form, see again.go.
var upkeep = []string{
	`CREATE INDEX IF NOT EXISTS arrivals_by_end ON arrivals (state, ended, arrived, id)`,
	`CREATE INDEX IF NOT EXISTS arrivals_of_unit ON arrivals (unit, state, ended, arrived, id)`,
	`DROP INDEX IF EXISTS arrivals_by_state`,
	`CREATE INDEX IF NOT EXISTS records_void ON records (kind, date, number) WHERE voided <> ''`,
}
