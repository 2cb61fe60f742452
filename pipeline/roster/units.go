package roster

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"gongwen/index/reading"
	"gongwen/templates/normal"
)

// Units knows the units of an office by every way people write them: with other
// spaces and widths, in traditional characters, with the government's name before
// them or without, as long as they are being set up (筹), and by their aliases.
//
// It decides whose a record is and who may see it, so it never guesses: a
// spelling that could be two units is none.
type Units struct {
	district string // 青山区, folded; empty where the government is not named after one
	names    map[string]bool
	exact    map[string]string // folded spelling to name
	loose    map[string]string // stem to name; "" where two units share it
	// spellings are, by name, the name and the aliases as they were written.
	spellings map[string][]string
}

// Units are the units that the roster and the aliases (name to other names) know.
// Government is the government they belong to, such as 青山区人民政府. The error
// says which alias is two units' at once.
func (r *Roster) Units(government string, aliases map[string][]string) (*Units, error) {
	u := &Units{names: map[string]bool{}, exact: map[string]string{}, loose: map[string]string{}, spellings: map[string][]string{}}
	if district, ok := strings.CutSuffix(folded(government), "政府"); ok {
		u.district = district
	}
	for _, unit := range r.units {
		name, _ := unit["name"].(string)
		u.add(name)
	}
	for _, a := range r.appointments {
		u.add(a.Unit)
		for _, unit := range a.Portfolio {
			u.add(unit)
		}
	}
	for _, unit := range r.units {
		name, _ := unit["name"].(string)
		short, _ := unit["aliases"].(string)
		for _, alias := range Parted(short) {
			if err := u.alias(name, alias); err != nil {
				return nil, err
			}
		}
	}
	names := slices.Sorted(maps.Keys(aliases))
	for _, name := range names {
		u.add(name)
	}
	for _, name := range names {
		for _, alias := range aliases[name] {
			if err := u.alias(u.Canonical(name), alias); err != nil {
				return nil, err
			}
		}
	}
	return u, nil
}

func (u *Units) add(name string) {
	key := folded(name)
	if _, known := u.exact[key]; known || key == "" {
		return
	}
	u.names[name] = true
	u.exact[key] = name
	u.spellings[name] = append(u.spellings[name], name)
	u.loosely(name, key)
}

// loosely lets a unit be known by its stem, too, unless another has the same.
func (u *Units) loosely(name, key string) {
	stem := u.stem(key)
	if other, taken := u.loose[stem]; taken && other != name {
		name = ""
	}
	u.loose[stem] = name
}

func (u *Units) alias(name, alias string) error {
	key := folded(alias)
	if other, known := u.exact[key]; known && other != name {
		return fmt.Errorf("“%s”不能又是%s的别名：它已是%s", alias, name, other)
	}
	u.exact[key] = name
	u.spellings[name] = append(u.spellings[name], alias)
	u.loosely(name, key)
	return nil
}

// Named is the name of the unit that somebody wrote; ok is false for one that is
// not known.
func (u *Units) Named(written string) (name string, ok bool) {
	if u.names[written] { // as nearly always
		return written, true
	}
	key := folded(written)
	if name, ok = u.exact[key]; !ok {
		name = u.loose[u.stem(key)]
	}
	return name, name != ""
}

// Canonical is the unit's name, or what was written where it is not known.
func (u *Units) Canonical(written string) string {
	if name, ok := u.Named(written); ok {
		return name
	}
	return written
}

// Same reports whether two spellings are one unit's.
func (u *Units) Same(a, b string) bool {
	if a == b {
		return true
	}
	one, known := u.Named(a)
	other, also := u.Named(b)
	if known || also {
		return one == other
	}
	return u.stem(folded(a)) == u.stem(folded(b))
}

// level is 区 of 青山区; empty where the government is not named after a district.
func (u *Units) level() string {
	return u.district[max(0, strings.LastIndexFunc(u.district, unicode.IsLetter)):]
}

// Local reports whether a spelling begins as the names of the district's own units do:
// 区教育局.
func (u *Units) Local(written string) bool {
	return u.district != "" && strings.HasPrefix(folded(written), u.level())
}

// folded is a spelling without what only looks different.
func folded(name string) string {
	name = strings.ReplaceAll(reading.Simplify(normal.Key(name)), "人民政府", "政府")
	for _, mark := range []string{"(筹)", "(筹备)", "(筹建)", "(筹备组)"} {
		name = strings.TrimSuffix(name, mark)
	}
	return name
}

// stem is a folded spelling without the district and the government before it:
// 财政局 of 青山区财政局, 区政府财政局, 区财政局.
func (u *Units) stem(key string) string {
	if strings.HasSuffix(key, "办") { // 区政府办 is short for 区政府办公室
		key += "公室"
	}
	if u.district == "" {
		return key
	}
	if before, rest, found := strings.Cut(key, u.district); found && (before == "" || strings.HasSuffix(before, "市") || strings.HasSuffix(before, "省")) {
		key = u.district + rest
	}
	return u.withoutPlace(key, "政府", "")
}
