package workspace

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/goccy/go-yaml"
)

// keysOf are the paths of all keys that a type is read from, each below a path.
func keysOf(of reflect.Type, at string) (keys []string) {
	if _, own := reflect.PointerTo(of).MethodByName("UnmarshalYAML"); own || of == reflect.TypeFor[time.Duration]() {
		return nil
	}
	switch of.Kind() {
	case reflect.Pointer:
		return keysOf(of.Elem(), at)
	case reflect.Slice:
		return keysOf(of.Elem(), at+"[]")
	case reflect.Map:
		return keysOf(of.Elem(), at+".*")
	case reflect.Struct:
		for i := range of.NumField() {
			name := yamlName(of.Field(i))
			if name == "" || name == "-" {
				continue
			}
			path := strings.TrimPrefix(at+"."+name, ".")
			keys = append(keys, path)
			keys = append(keys, keysOf(of.Field(i).Type, path)...)
		}
	}
	return keys
}

// TestSettingsAreThoseOfConfig: no setting without its explanation, and none explained
// that there is not.
func TestSettingsAreThoseOfConfig(t *testing.T) {
	has := keysOf(reflect.TypeFor[Config](), "")
	var told []string
	for _, s := range Settings {
		told = append(told, s.Key)
		if !slices.Contains(has, s.Key) {
			t.Errorf("settingstable.go explains %s, which gongwen.yaml does not have", s.Key)
		}
	}
	for _, key := range has {
		if !slices.Contains(told, key) {
			t.Errorf("settingstable.go does not explain %s: add a line for it", key)
		}
	}
	if len(has) < 40 || !slices.Contains(has, "sign_in.ldap.url") || !slices.Contains(has, "pulls[].name") || !slices.Contains(has, "inboxes.*.watch") {
		t.Errorf("the keys found are not all: %q", has)
	}
}

// TestSettingsAreExplained in Chinese, with what may be written and something to copy.
func TestSettingsAreExplained(t *testing.T) {
	seen := map[string]bool{}
	for i, s := range Settings {
		chinese := func(text string) bool {
			return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
		}
		if !chinese(s.Meaning) || s.Values == "" || seen[s.Key] {
			t.Errorf("%s: meaning %q, values %q", s.Key, s.Meaning, s.Values)
		}
		seen[s.Key] = true
		if s.Default() == "" && s.Entry() == "" {
			t.Errorf("%s has neither default nor example", s.Key)
		}
		if s.Live && s.Depth() > 0 || i == 0 && s.Group == "" {
			t.Errorf("%s: only whole settings are taken over, and the first begins a group", s.Key)
		}
		if s.Depth() > 0 && strings.Contains(s.Meaning, "\n") {
			t.Errorf("%s: the meaning has to go behind the example, on one line", s.Key)
		}
	}
}

// exampleOf is the example of a setting, as it may stand in gongwen.yaml.
func exampleOf(t *testing.T, key string) string {
	t.Helper()
	i := slices.IndexFunc(Settings, func(s Setting) bool { return s.Key == key })
	if i < 0 {
		t.Fatalf("no setting %s", key)
	}
	return Settings[i].Entry()
}

// TestExamplesOfSettingsCanBeUsed as they stand, say something that the default does not,
// and have a key for each setting below.
func TestExamplesOfSettingsCanBeUsed(t *testing.T) {
	kinds, err := ReadKinds("")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Settings {
		entry := s.Entry()
		if s.Depth() > 0 || entry == "" {
			continue
		}
		text := entry
		if s.Key != "site" {
			text += exampleOf(t, "site") // which that of sign_in wants
		}
		if s.Key == "regulation" { // of an office of its own, which says what it is called
			text += "government: 青山区人民政府\noffice: 青山区人民政府办公室\nprefix: 青政\n"
		}
		folder := folderWith(t, map[string]string{ConfigName: text})
		c, err := ReadConfig(folder)
		if err == nil {
			err = c.checkPullNames(folder, kinds)
		}
		if err == nil {
			_, err = c.Approvals.of(kinds)
		}
		if err != nil {
			t.Errorf("%s: %v\n%s", s.Key, err, entry)
			continue
		}
		is, _ := topField(reflect.ValueOf(c), s.Key)
		standard, _ := topField(reflect.ValueOf(DefaultConfig()), s.Key)
		if reflect.DeepEqual(is.Interface(), standard.Interface()) {
			t.Errorf("%s: the example says what is so anyway\n%s", s.Key, entry)
		}
		for _, key := range []string{s.Key + ".", s.Key + "[]."} {
			for _, child := range Settings {
				if strings.HasPrefix(child.Key, key) && !regexp.MustCompile(`(?m)(^|[\s{-])`+child.Name()+`:`).MatchString(entry) {
					t.Errorf("%s is not in the example of %s:\n%s", child.Key, s.Key, entry)
				}
			}
		}
	}
}

// TestDefaultsOfSettings: what is told as a default is that of DefaultConfig, and where
// none is told there is none.
func TestDefaultsOfSettings(t *testing.T) {
	standard := reflect.ValueOf(DefaultConfig())
	for _, s := range Settings {
		field, top := topField(standard, s.Key)
		switch {
		case !top:
			if s.Default() != "" {
				t.Errorf("%s: default %q, which nothing gives", s.Key, s.Default())
			}
		case s.Default() == "":
			if !field.IsZero() && field.Kind() != reflect.Map { // what is added to it is told
				t.Errorf("%s: no default is told, it is %v", s.Key, field.Interface())
			}
		default:
			var c Config
			if err := yaml.Unmarshal([]byte(s.Key+": "+s.Default()), &c); err != nil {
				t.Errorf("%s: %v", s.Key, err)
			}
			if is, _ := topField(reflect.ValueOf(c), s.Key); s.Key != "approvals" && !reflect.DeepEqual(is.Interface(), field.Interface()) {
				t.Errorf("%s: default %s reads as %v, want %v", s.Key, s.Default(), is.Interface(), field.Interface())
			}
		}
	}
	for of, want := range map[time.Duration]string{2 * time.Second: "2s", 10 * time.Minute: "10m", time.Hour: "1h", 90 * time.Minute: "1h30m", 10 * time.Second: "10s", 61 * time.Second: "1m1s"} {
		if got := shortly(of); got != want {
			t.Errorf("%v is written %s, want %s", of, got, want)
		}
	}
}

// TestConfigTemplateCanBeUncommented: whoever takes the # off a line has a setting. It is
// tried with all of them at once.
func TestConfigTemplateCanBeUncommented(t *testing.T) {
	var lines []string
	for line := range strings.Lines(NewConfig(DefaultConfig())) {
		setting := regexp.MustCompile(`^# ([a-z_]+:|\s+\S)`).MatchString(line)
		if line = strings.TrimPrefix(line, "# "); setting {
			key, _, _ := strings.Cut(line, ":")
			lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, key+":") }) // the default
		} else if !regexp.MustCompile(`^[a-z_]+:`).MatchString(line) {
			continue
		}
		lines = append(lines, line)
	}
	folder := folderWith(t, map[string]string{ConfigName: strings.Join(lines, "")})
	c, err := ReadConfig(folder)
	if err != nil {
		t.Fatal(err)
	}
	for i := range reflect.ValueOf(c).NumField() {
		if reflect.ValueOf(c).Field(i).IsZero() {
			t.Errorf("%s is not set by\n%s", reflect.TypeOf(c).Field(i).Name, strings.Join(lines, ""))
		}
	}
}

// TestLiveSettingsAreTakenOver, and the others are told to want a restart.
func TestLiveSettingsAreTakenOver(t *testing.T) {
	for _, s := range Settings {
		if s.Depth() > 0 || s.Entry() == "" {
			continue
		}
		var changed Config
		if err := yaml.Unmarshal([]byte(s.Entry()), &changed); err != nil {
			t.Fatal(err)
		}
		if apart := slices.Contains(settingsApart(Config{}, changed), s.Key); apart == s.Live {
			t.Errorf("%s: told to want a restart %v, live %v", s.Key, apart, s.Live)
		}
		field, _ := topField(reflect.ValueOf(Config{}.takeLive(changed)), s.Key)
		if field.IsZero() == s.Live {
			t.Errorf("%s: taken over %v, live %v", s.Key, !field.IsZero(), s.Live)
		}
	}
}

// TestSignWithinIsTakenOver while the program runs, as the settings say.
func TestSignWithinIsTakenOver(t *testing.T) {
	e := edit(t, map[string]string{ConfigName: "sign_within: 3\n"})
	e.write(ConfigName, "sign_within: 5\n")
	e.tells(by + "签批时限办理$")
	if n := e.Current().SignWithin; n != 5 {
		t.Errorf("signed within %d days", n)
	}
}
