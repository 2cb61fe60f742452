package rules

import (
	"encoding/json"
	"fmt"
	"maps"

	"gongwen/archive"
	"gongwen/templates"
)

// fixtureArchive is an archive of the few records that a case says were filed
// before.
type fixtureArchive []fixture

type fixture struct {
	archive.Filed
	card archive.Card // a case asks for records many times
}

// A case names these records under one of these keys, and in each record its
// kind as a form does and, where it matters, its number.
var (
	filedKeys    = []string{"filed", "已归档"}
	receivedKeys = []string{"received", "收到日期"}
	kindKeys     = []string{templates.KindKey, templates.KindLabel}
	numberKeys   = []string{"number", "编号"}
)

func (a fixtureArchive) Having(q archive.Query) ([]archive.Filed, error) {
	var found []archive.Filed
	for _, one := range a {
		if q.Finds(one.card) {
			found = append(found, one.Filed)
		}
	}
	return found, nil
}

// before is what was filed before a case of a rule for the kind: what the case
// says, or else what the kind's file of rules says of its example.
func (r *Regulation) before(b *Rulebook, k *templates.Kind, c example) (fixtureArchive, error) {
	if c.filed != nil {
		return r.fixtures(c.filed)
	}
	for _, f := range b.files {
		if f.kind.string == k.Key && f.filed != nil {
			return r.fixtures(f.filed)
		}
	}
	return nil, nil
}

// Fixtures is an archive of a few records: the examples of their kinds with changes,
// by key or label, as the cases of rules give them. It is for trying forms on.
func (r *Regulation) Fixtures(forms []map[string]any) (Archive, error) { return r.fixtures(forms) }

// fixtures makes records of forms: the examples of their kinds with changes.
func (r *Regulation) fixtures(forms []map[string]any) (fixtureArchive, error) {
	var a fixtureArchive
	for i, changes := range forms {
		changes = maps.Clone(changes)
		k := r.kinds.Named(take(changes, kindKeys))
		if k == nil {
			return nil, fmt.Errorf("已归档的第%d份没有写明表单种类，或没有这种表单", i+1)
		}
		one := archive.Filed{Kind: k.Key, Number: take(changes, numberKeys)}
		f, err := r.exampleForm(k, changes)
		if err != nil {
			return nil, fmt.Errorf("已归档的第%d份：%w", i+1, err)
		}
		if one.Number == "" {
			one.Number = k.FormatNumber(k.DateOf(f.Values).Year(), i+1)
		}
		one.Subject = k.SubjectOf(f.Values)
		text, err := json.Marshal(f.Values)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &one.Values); err != nil {
			return nil, err
		}
		a = append(a, fixture{one, archive.NewCard(one)})
	}
	return a, nil
}

// take removes the text under any of the keys.
func take(values map[string]any, keys []string) string {
	found := ""
	for _, key := range keys {
		if s, ok := values[key].(string); ok {
			found = s
			delete(values, key)
		}
	}
	return found
}
