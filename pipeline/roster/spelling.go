package roster

import (
	"slices"
	"strings"

	"gongwen/templates"
)

// Certain is Named for a field in which any unit may stand: only a name, an alias, or
// a name with the district or the government before it is taken for a unit of ours.
// 财政局 alone may be the city's.
func (u *Units) Certain(written string) (name string, ok bool) {
	if u.names[written] {
		return written, true
	}
	key := folded(written)
	if name, ok = u.exact[key]; ok {
		return name, true
	}
	if stem := u.stem(key); stem == key || stem == key+"公室" {
		return "", false
	}
	return u.Named(written)
}

// Spell gives the units a form names, in its fields and in the columns of its lists,
// the names the roster has for them; those it does not know stay as they are. Changed
// is told the path of each and what stood there; it may be nil.
func (u *Units) Spell(k *templates.Kind, values templates.Values, changed func(path, written string)) {
	eachRow(k, values, func(fields []templates.Field, row templates.Values, path func(key string) string) {
		for i := range fields {
			written, _ := row[fields[i].Key].(string)
			if fields[i].Type != templates.TypeUnit || written == "" {
				continue
			}
			if name, ok := u.Certain(written); ok {
				put(row, fields[i].Key, name, path, changed)
			}
		}
	})
}

// put changes a text in a row.
func put(row templates.Values, key, text string, path func(key string) string, changed func(path, written string)) {
	if written := row[key].(string); written != text {
		row[key] = text
		if changed != nil {
			changed(path(key), written)
		}
	}
}

// eachRow calls do with a form's own values, and with each row of its lists.
func eachRow(k *templates.Kind, values templates.Values, do func(fields []templates.Field, row templates.Values, path func(key string) string)) {
	do(k.Fields, values, func(key string) string { return key })
	for i := range k.Fields {
		list := &k.Fields[i]
		rows, _ := values[list.Key].([]templates.Values)
		for n, row := range rows {
			do(list.Columns, row, func(key string) string { return templates.RowPath(list.Key, n, key) })
		}
	}
}

// SpellPosts gives the posts a form names beside a person the names the roster has for
// them, where that person holds such a post on the day: 青山区人民政府副区长 is 副区长, if
// that is what the person is. A post stands beside the person of its row: post beside
// name or leader, bearer_post beside bearer.
func (u *Units) SpellPosts(r *Roster, k *templates.Kind, values templates.Values, changed func(path, written string)) {
	if r == nil {
		return
	}
	eachRow(k, values, func(fields []templates.Field, row templates.Values, path func(key string) string) {
		day, dated := row["date"].(templates.Date)
		if !dated {
			day = k.DateOf(values)
		}
		for i := range fields {
			written, _ := row[fields[i].Key].(string)
			name, _ := row[personBeside(fields, fields[i].Key)].(string)
			if written == "" || name == "" || fields[i].Type != templates.TypeText {
				continue
			}
			for _, one := range templates.People(name) {
				if post, ok := u.Post(written, r.Appointments(one, day)); ok {
					put(row, fields[i].Key, post, path, changed)
					break
				}
			}
		}
	})
}

// personBeside is the key of the person whose post stands under a key; empty for none.
func personBeside(fields []templates.Field, key string) string {
	of, isPost := strings.CutSuffix(key, "post")
	if !isPost {
		return ""
	}
	beside := []string{"name", "leader"}
	if of != "" {
		beside = []string{strings.TrimSuffix(of, "_")}
	}
	for _, key := range beside {
		if slices.ContainsFunc(fields, func(f templates.Field) bool {
			return f.Key == key && (f.Type == templates.TypePerson || f.Type == templates.TypePeople)
		}) {
			return key
		}
	}
	return ""
}

// Post is which of somebody's appointments a post is that somebody wrote: with other
// spaces and widths, the district or the government before it, or its unit's short
// name. It is never guessed at: what could be none or two of them is not ok, and 副区长
// is no way to write 区长.
func (u *Units) Post(written string, held []Appointment) (post string, ok bool) {
	key := folded(written)
	for i := range held {
		a := &held[i]
		if a.Is(written) {
			return written, true
		}
		if !u.isPost(key, a) {
			continue
		}
		if ok && post != a.Post {
			return "", false
		}
		post, ok = a.Post, true
	}
	return post, ok
}

// isPost reports whether a folded spelling is that of an appointment's post.
func (u *Units) isPost(key string, a *Appointment) bool {
	post := folded(a.Post)
	if key == post || u.stem(key) == u.stem(post) {
		return true
	}
	for at := range key {
		if unit, known := u.Named(key[:at]); known && unit == a.Unit && (post == key[at:] || post == folded(unit)+key[at:]) {
			return true
		}
	}
	return false
}

// Posts are the posts a person held on a day, in the order of the roster.
func (r *Roster) Posts(name string, day templates.Date) []string {
	var posts []string
	for _, a := range r.Appointments(name, day) {
		if !slices.Contains(posts, a.Post) {
			posts = append(posts, a.Post)
		}
	}
	return posts
}
