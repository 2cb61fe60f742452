package workspace

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
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
	Cited    string           // the regulation as notices cite it: 《工作规则》
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
	config, err := ReadConfig(folder)
	if err != nil {
		return nil, err
	}
	kinds, err := readKindsBy(folder, config)
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
// gongwen.yaml says, have a field for it, and those it hides are marked so; what is wrong
// with the settings, whoever reads them tells.
func ReadKinds(folder Folder) (*templates.Set, error) {
	config, err := ReadConfig(folder)
	if err != nil {
		return readKinds(folder, DefaultConfig().Names())
	}
	return readKindsBy(folder, config)
}

// Categories are the ranks and the types of units that the roster of a data folder may
// have; the folder need not have one yet.
func Categories(folder Folder) (roster.Categories, error) {
	config, err := ReadConfig(folder)
	if err != nil {
		return roster.Categories{}, err
	}
	kinds, err := readKindsBy(folder, config)
	if err != nil {
		return roster.Categories{}, err
	}
	regulation, err := readRegulation(folder, config, kinds)
	if err != nil {
		return roster.Categories{}, err
	}
	return regulation.Categories(), nil
}

// readKindsBy is ReadKinds by settings that were read already.
func readKindsBy(folder Folder, config Config) (*templates.Set, error) {
	kinds, err := readKinds(folder, config.Names())
	if err != nil || folder == "" {
		return kinds, err
	}
	if config.Hide.All || len(config.Hide.Kinds) > 0 {
		if kinds, err = config.Hide.in(kinds); err != nil {
			return nil, fmt.Errorf("%s 有误：%w", folder.Config(), err)
		}
	}
	manners, err := config.Approvals.of(kinds)
	if err != nil || !slices.Contains(slices.Collect(maps.Values(manners)), templates.PaperScan) {
		return kinds, nil
	}
	return kinds.WithScans(func(k *templates.Kind) bool { return manners[k.Key] == templates.PaperScan }), nil
}

func readKinds(folder Folder, names templates.Office) (*templates.Set, error) {
	if !folder.hasOwnKinds() {
		return of(names).kinds()
	}
	return templates.Load(templates.Builtin(names), names.Own(bounded.Dir(folder.Templates())))
}

// builtin is what the program comes with as one office names things.
type builtin struct {
	kinds      func() (*templates.Set, error)
	regulation func() (*rules.Regulation, error)
}

// builtins are those by the names of their office. Each is read once a process, however
// many data folders it opens: most have nothing of their own.
var builtins sync.Map

func of(names templates.Office) builtin {
	kinds := sync.OnceValues(func() (*templates.Set, error) { return templates.Load(templates.Builtin(names)) })
	b, _ := builtins.LoadOrStore(fmt.Sprintf("%q", names), builtin{kinds, sync.OnceValues(func() (*rules.Regulation, error) {
		kinds, err := kinds()
		if err != nil {
			return nil, err
		}
		return rules.LoadBuiltin(kinds)
	})})
	return b.(builtin)
}

// hasOwnKinds reports whether an office has kinds, sentences of kinds, or views of its own.
func (f Folder) hasOwnKinds() bool {
	own := func(pattern string) bool { return hasOwn(f.Templates(), pattern) }
	return f != "" && (own("*/kind.yaml") || own("*/"+templates.WordingName) || own(templates.ViewsDir+"/*.yaml"))
}

// hasOwn reports whether an office has files of its own that match a pattern.
func hasOwn(dir, pattern string) bool {
	own, err := fs.Glob(bounded.Dir(dir), pattern)
	return err != nil || len(own) > 0
}

// Rulebooks are the folders of rulebooks that hold in a data folder, those later in the
// list over those before.
func (c Config) Rulebooks(folder Folder) []fs.FS {
	own := bounded.Dir(folder.Rules())
	if c.Regulation == RegulationOwn {
		return []fs.FS{own}
	}
	return []fs.FS{rules.Builtin(), own}
}

// readRegulation reads the rulebooks for these kinds. Where nothing is an office's own, they
// are known to be right, also if some of the kinds are hidden or have one more field.
func readRegulation(folder Folder, config Config, kinds *templates.Set) (*rules.Regulation, error) {
	if folder != "" && (config.Regulation == RegulationOwn || folder.hasOwnKinds() || hasOwn(folder.Rules(), "*/*.yaml")) {
		return rules.Load(kinds, config.Rulebooks(folder)...)
	}
	usual := of(config.Names())
	if read, err := usual.kinds(); err != nil || read == kinds {
		return usual.regulation()
	}
	return rules.LoadBuiltin(kinds)
}

func readRuleset(folder Folder, config Config, kinds *templates.Set) (*Ruleset, error) {
	r := &Ruleset{Kinds: kinds, Roster: roster.New(nil), Office: config.Office, Synonyms: &search.Synonyms{}, aliases: config.Units, SignWithin: config.SignWithin}
	var err error
	if r.manners, err = config.Approvals.of(kinds); err != nil {
		return nil, fmt.Errorf("%s 有误：%w", folder.Config(), err)
	}
	if r.Regulation, err = readRegulation(folder, config, kinds); err != nil {
		return nil, err
	}
	r.Cited = cited(r.Regulation.Latest(), config.Government)
	if folder == "" {
		r.Units, err = r.Roster.Units(config.Government, config.Units)
		return r, err
	}
	if r.Roster, r.Units, err = readRoster(folder, config); err == nil {
		err = r.Roster.Check(r.Regulation.Categories())
	}
	if err != nil {
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

// cited is how a rulebook is cited to those who go by it every day: its title in book
// marks, without the name of the government before it.
func cited(book *rules.Rulebook, government string) string {
	title := "工作规则"
	if book != nil {
		title = cmp.Or(strings.TrimPrefix(book.Title, government), book.Title)
	}
	return "《" + title + "》"
}
