package office

import "path/filepath"

// Folder is the path of a data folder; its methods are the places in it.
//
//	gongwen.yaml  roster.xlsx|yaml  rules/  templates/   the office's own settings
//	inbox/<unit>/…  returned/<unit>/…  issued/<unit>/…   what the office sees
//	archive/…  registers/<year>/*.xlsx                   what is kept
//	spool/  catalogue.db  index/                         the program's own
type Folder string

func (f Folder) at(name ...string) string {
	return filepath.Join(append([]string{string(f)}, name...)...)
}

func (f Folder) Config() string    { return f.at(ConfigName) }
func (f Folder) Inbox() string     { return f.at("inbox") }
func (f Folder) Returned() string  { return f.at("returned") }
func (f Folder) Issued() string    { return f.at("issued") }
func (f Folder) Archive() string   { return f.at("archive") }
func (f Folder) Registers() string { return f.at("registers") }
func (f Folder) Forms() string     { return f.at("forms") }
func (f Folder) Spool() string     { return f.at("spool") }
func (f Folder) Catalogue() string { return f.at("catalogue.db") }
func (f Folder) Index() string     { return f.at("index") }
func (f Folder) Rules() string     { return f.at("rules") }
func (f Folder) Templates() string { return f.at("templates") }

// Lock is the file that keeps a second program from writing to the folder.
func (f Folder) Lock() string { return f.at("spool", ".lock") }
