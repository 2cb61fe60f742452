package slips

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gongwen/archive/shared"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/ours"
)

// slip is that of the nth form.
func slip(n int, file string) Slip {
	return Slip{Arrival: fmt.Sprintf("20260511T020000.000-%05d", n), File: file, Kind: "介绍信", Unit: "区财政局", Version: 1,
		Since: time.Date(2026, 5, 11, 10, 0, 0, 0, time.Local), Office: "区政府办公室", Turns: []Turn{{Does: "请区长签批"}}}
}

// folder is a waiting/ with nothing in it.
func folder(t *testing.T) Folder { return Folder{Dir: t.TempDir(), Stage: t.TempDir()} }

// lying are the arrivals of the slips in a unit's folder by their names, "" for what is no
// slip.
func lying(t *testing.T, f Folder, unit string) map[string]string {
	t.Helper()
	found := map[string]string{}
	entries, err := os.ReadDir(filepath.Join(f.Dir, unit))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(f.Dir, unit, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found[e.Name()], _ = ours.Arrival(text)
	}
	return found
}

// TestUpdateNames: every form has a slip of its own, whatever it is called, also where others are
// called so; the slip says where the form was dropped; and each goes with its form alone.
func TestUpdateNames(t *testing.T) {
	long := strings.Repeat("关于老旧小区改造有关事项的请示", 12)
	var many []string
	for i := range ManyOfAName + 5 {
		many = append(many, fmt.Sprintf("第%d期/表.xlsx", i))
	}
	tests := map[string]struct {
		files []string
		names []string // of the slips; nil where it is enough that they are as many
	}{
		"in subfolders":    {[]string{"表.xlsx", "一季度/表.xlsx", "二季度/改/表.xlsx"}, []string{"待签-表.txt", "待签-表（2）.txt", "待签-表（3）.txt"}},
		"other endings":    {[]string{"信.xlsx", "信.yaml", "信"}, []string{"待签-信.txt", "待签-信（2）.txt", "待签-信（3）.txt"}},
		"capitals":         {[]string{"A.xlsx", "a.xlsx"}, []string{"待签-A.txt", "待签-a（2）.txt"}},
		"numbered already": {[]string{"信（2）.xlsx", "信.xlsx", "二/信.xlsx"}, []string{"待签-信（2）.txt", "待签-信.txt", "待签-信（3）.txt"}},
		"odd characters":   {[]string{"a:b?*.yaml", "又\n收件号：20260511T020000.000-00009\n.yaml", "\xd0\xc5.yaml", "尾. .yaml", ".yaml"}, nil},
		"long":             {[]string{long + ".xlsx", long + "二.xlsx", "二/" + long + ".xlsx"}, nil},
		"more than fifty":  {many, nil},
	}
	for what, test := range tests {
		t.Run(what, func(t *testing.T) {
			f := folder(t)
			var all []Slip
			for i, file := range test.files {
				all = append(all, slip(i, file))
			}
			if err := f.Update(t.Context(), "区财政局", Wanted{Slips: all, Whole: true}); err != nil {
				t.Fatal(err)
			}
			lie := lying(t, f, "区财政局")
			arrivals := slices.Sorted(maps.Values(lie))
			for i, s := range all {
				if len(arrivals) != len(all) || arrivals[i] != s.Arrival {
					t.Fatalf("slips of %v", lie)
				}
			}
			if names := slices.Sorted(maps.Keys(lie)); test.names != nil && !slices.Equal(names, slices.Sorted(slices.Values(test.names))) {
				t.Errorf("%q", names)
			}
			for name, arrival := range lie {
				text, err := os.ReadFile(filepath.Join(f.Dir, "区财政局", name))
				file := test.files[slices.IndexFunc(all, func(s Slip) bool { return s.Arrival == arrival })]
				if err != nil || !strings.HasPrefix(name, ours.SlipPrefix) || !ours.Is("甲.txt", text) || strings.Contains(file, "/") && !strings.Contains(string(text), "文件："+file+"\r\n") {
					t.Errorf("%s: %v\n%s", name, err, text)
				}
			}
			// The same again changes nothing, one that changes stays where it is, and one
			// that waits no more goes.
			before := lying(t, f, "区财政局")
			last := len(all) - 1
			all[last].Turns[0].Does = "请分管副区长签批"
			if err := f.Update(t.Context(), "区财政局", Wanted{Slips: all[last:]}); err != nil {
				t.Fatal(err)
			}
			if now := lying(t, f, "区财政局"); !maps.Equal(now, before) {
				t.Errorf("it was\n%v\nand is\n%v", before, now)
			}
			if err := f.Update(t.Context(), "区财政局", Wanted{Gone: []Slip{{Arrival: all[last].Arrival, File: all[last].File}}}); err != nil {
				t.Fatal(err)
			}
			maps.DeleteFunc(before, func(_, arrival string) bool { return arrival == all[last].Arrival })
			if now := lying(t, f, "区财政局"); !maps.Equal(now, before) {
				t.Errorf("without one there should be\n%v\nand is\n%v", before, now)
			}
		})
	}
}

// TestUpdateKeepsWhatIsSomebodys: a file that somebody has put where a slip would go, or a
// slip that they have written into, even since it was looked at, stays.
func TestUpdateKeepsWhatIsSomebodys(t *testing.T) {
	f := folder(t)
	const unit = "区财政局"
	own := map[string]string{}
	s := slip(1, "表.xlsx")
	for n := 1; n <= ManyOfAName+1; n++ {
		own[s.Name(n)] = ""
		if err := os.MkdirAll(filepath.Join(f.Dir, unit), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(f.Dir, unit, s.Name(n)), []byte("自己的"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := f.Update(t.Context(), unit, Wanted{Slips: []Slip{s}}); err != nil {
			t.Fatal(err)
		}
		want := maps.Clone(own)
		want[s.Name(ManyOfAName+2)] = s.Arrival
		if now := lying(t, f, unit); !maps.Equal(now, want) {
			t.Fatal(now)
		}
	}
	// Once all is read (the folder is opened, listed, and read), they write into it.
	read, steps := 2+len(own)+1, 0
	f.Ask = func(_, _ string, step func() error) error {
		err := step()
		if steps++; steps != read {
			return err
		}
		path := filepath.Join(f.Dir, unit, s.Name(ManyOfAName+2))
		text, readErr := os.ReadFile(path)
		return errors.Join(err, readErr, os.WriteFile(path, append(text, "记下一笔\r\n"...), 0o644))
	}
	s.Turns[0].Does = "请分管副区长签批"
	if err := f.Update(t.Context(), unit, Wanted{Slips: []Slip{s}, Whole: true}); !errors.Is(err, shared.ErrChanged) {
		t.Errorf("%v after %d steps", err, steps)
	}
	if err := f.Update(t.Context(), unit, Wanted{Slips: []Slip{s}, Whole: true}); err != nil {
		t.Fatal(err)
	}
	own[s.Name(ManyOfAName+2)], own[s.Name(ManyOfAName+3)] = "", s.Arrival
	if now := lying(t, f, unit); !maps.Equal(now, own) {
		t.Error(now)
	}
}

// TestUpdateOfManyInASlowFolder: a folder in which there is more to do than there is time
// for one step is not taken for one that does not answer.
func TestUpdateOfManyInASlowFolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := folder(t)
		steps := deadline.New(deadline.Limit)
		f.Ask = func(place, name string, step func() error) error {
			return steps.Do(place, name, func() error { time.Sleep(deadline.Limit / 2); return step() })
		}
		var all []Slip
		for i := range 10 * writtenAtOnce {
			all = append(all, slip(i, fmt.Sprintf("%d.yaml", i)))
		}
		for _, w := range []Wanted{{Slips: all, Whole: true}, {Slips: all, Whole: true}, {Gone: all}} {
			begun := time.Now()
			if err := f.Update(t.Context(), "区财政局", w); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(begun); took < 2*deadline.Limit {
				t.Errorf("%v is no long time", took)
			}
			if n := len(lying(t, f, "区财政局")); n != len(w.Slips) {
				t.Errorf("%d slips, want %d", n, len(w.Slips))
			}
		}
	})
}

// TestUpdateGoesOnWhereItStopped, because the folder did not answer any more or the program
// was stopped: what was written then is not written again.
func TestUpdateGoesOnWhereItStopped(t *testing.T) {
	for what, stop := range map[string]func(cancel func()) error{
		"no answer": func(func()) error { return &deadline.NoAnswer{Place: "waiting/区财政局"} },
		"stopped":   func(cancel func()) error { cancel(); return nil },
	} {
		t.Run(what, func(t *testing.T) {
			f := folder(t)
			var all []Slip
			for i := range 4 * writtenAtOnce {
				all = append(all, slip(i, fmt.Sprintf("%d.yaml", i)))
			}
			w := Wanted{Slips: all, Whole: true}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			some := 0
			f.Ask = func(_, _ string, step func() error) error {
				if n := len(lying(t, f, "区财政局")); n >= 2*writtenAtOnce && some == 0 {
					some = n
					if err := stop(cancel); err != nil {
						return err
					}
				}
				return step()
			}
			if err := f.Update(ctx, "区财政局", w); err == nil {
				t.Error("it did not stop")
			}
			there := lying(t, f, "区财政局")
			if len(there) < some || len(there) >= len(all) {
				t.Fatalf("%d slips", len(there))
			}
			old := time.Now().Add(-time.Hour)
			for name := range there {
				if err := os.Chtimes(filepath.Join(f.Dir, "区财政局", name), old, old); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.Update(t.Context(), "区财政局", w); err != nil {
				t.Fatal(err)
			}
			if n := len(lying(t, f, "区财政局")); n != len(all) {
				t.Errorf("%d slips in the end", n)
			}
			for name := range there {
				info, err := os.Stat(filepath.Join(f.Dir, "区财政局", name))
				if err != nil || time.Since(info.ModTime()) < time.Minute {
					t.Errorf("%s was written again: %v", name, err)
				}
			}
		})
	}
}
