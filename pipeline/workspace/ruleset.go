package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/rules/duty"
	"gongwen/pipeline/rules/wording"
	"gongwen/pipeline/search"
	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/pdf"
)

// Ruleset is what forms are read, judged and printed by: kinds, rulebooks, people,
// calendar. It never changes; an edit of any of them makes a new one, see Watch. It
// can be had without a data folder.
type Ruleset struct {
	Kinds      *templates.Set
	Regulation *rules.Regulation
	// Roster is empty without a data folder; rules about people then return the form. It
	// has the delegations that were set in advance, too.
	Roster   *roster.Roster
	Units    *roster.Units    // by all their spellings
	Office   string           // who issues documents and is asked when something is not clear
	Wording  *wording.Text    // the regulation's own words; nil when the office has not loaded them
	Calendar duty.Calendar    // by which duties fall due
	Synonyms *search.Synonyms // for searching; none without a data folder

	// Documents are the kinds' documents by key, each proven by printing it with the
	// workspace's fonts; nil where nothing is printed.
	Documents map[string]*pdf.Template

	// SignWithin is in how many working days somebody should sign at the desk where the
	// rulebook gives no time; 0 for no such time.
	SignWithin int

	manners map[string]templates.Manner // by key of kind
	aliases map[string][]string         // of units, as gongwen.yaml has them

	delegated delegated
}

// ReadRuleset reads the kinds, the rulebooks and the roster of a data folder; with
// an empty folder, those compiled into the program. Nothing can be printed by it, and
// no duties are asked: documents and calendar are a workspace's.
func ReadRuleset(folder Folder) (*Ruleset, error) {
	kinds, err := ReadKinds(folder)
	if err != nil {
		return nil, err
	}
	config, err := ReadConfig(folder)
	if err != nil {
		return nil, err
	}
	r, err := readRuleset(folder, config, kinds)
	if err != nil || folder == "" {
		return r, err
	}
	return r.withFolder(folder)
}

// ReadKinds reads the kinds of form of a data folder; with an empty folder, those
// compiled into the program. Those of which a scan of the signed sheet is asked for, as
// gongwen.yaml says, have a field for it; what is wrong with the settings, whoever reads
// them tells.
func ReadKinds(folder Folder) (*templates.Set, error) {
	kinds, err := readKinds(folder)
	if err != nil || folder == "" {
		return kinds, err
	}
	config, err := ReadConfig(folder)
	if err != nil {
		return kinds, nil
	}
	manners, err := config.Approvals.of(kinds)
	if err != nil || !slices.Contains(slices.Collect(maps.Values(manners)), templates.PaperScan) {
		return kinds, nil
	}
	return kinds.WithScans(func(k *templates.Kind) bool { return manners[k.Key] == templates.PaperScan }), nil
}

func readKinds(folder Folder) (*templates.Set, error) {
	own := func(pattern string) bool { return hasOwn(folder.Templates(), pattern) }
	if folder == "" || !(own("*/kind.yaml") || own("*/"+templates.WordingName) || own(templates.ViewsDir+"/*.yaml")) {
		return builtinKinds()
	}
	return templates.Load(templates.Builtin(), bounded.Dir(folder.Templates()))
}

// What the program comes with is read once a process, however many data folders it
// opens: most have nothing of their own.
var (
	builtinKinds      = sync.OnceValues(func() (*templates.Set, error) { return templates.Load(templates.Builtin()) })
	builtinRegulation = sync.OnceValues(func() (*rules.Regulation, error) {
		kinds, err := builtinKinds()
		if err != nil {
			return nil, err
		}
		return rules.LoadBuiltin(kinds)
	})
)

// hasOwn reports whether an office has files of its own that match a pattern.
func hasOwn(dir, pattern string) bool {
	own, err := fs.Glob(bounded.Dir(dir), pattern)
	return err != nil || len(own) > 0
}

// readRegulation reads the rulebooks for these kinds, those of a data folder
// over those of the program.
func readRegulation(folder Folder, kinds *templates.Set) (*rules.Regulation, error) {
	builtin, err := builtinKinds()
	if err != nil {
		return nil, err
	}
	if kinds == builtin && (folder == "" || !hasOwn(folder.Rules(), "*/*.yaml")) {
		return builtinRegulation()
	}
	return rules.Load(kinds, rules.Builtin(), bounded.Dir(folder.Rules()))
}

func readRuleset(folder Folder, config Config, kinds *templates.Set) (*Ruleset, error) {
	r := &Ruleset{Kinds: kinds, Roster: roster.New(nil), Office: config.Office, Synonyms: &search.Synonyms{}, aliases: config.Units, SignWithin: config.SignWithin}
	var err error
	if r.manners, err = config.Approvals.of(kinds); err != nil {
		return nil, fmt.Errorf("%s 有误：%w", folder.Config(), err)
	}
	if r.Regulation, err = readRegulation(folder, kinds); err != nil {
		return nil, err
	}
	if folder == "" {
		r.Units, err = r.Roster.Units(config.Government, config.Units)
		return r, err
	}
	if r.Roster, r.Units, err = readRoster(folder, config); err != nil {
		return nil, err
	}
	if r.Synonyms, err = search.ReadSynonyms(bounded.Dir(string(folder))); err != nil {
		return nil, err
	}
	r.Wording, err = wording.Load(bounded.Dir(string(folder)))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return r, err
}

// Duties asks for the duties of what is filed in a catalogue.
func (r *Ruleset) Duties(c *catalogue.Catalogue) *duty.Watch {
	return &duty.Watch{Regulation: r.Regulation, People: r.Roster, Catalogue: c, Calendar: r.Calendar}
}

func readRoster(folder Folder, config Config) (*roster.Roster, *roster.Units, error) {
	people, err := roster.Load(bounded.Dir(string(folder)))
	if err != nil {
		return nil, nil, err
	}
	units, err := people.Units(config.Government, config.Units)
	if err != nil {
		err = fmt.Errorf("%s 的 units 有误：%w", folder.Config(), err)
	}
	return people, units, err
}
