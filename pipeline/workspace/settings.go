package workspace

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// Setting is one key of gongwen.yaml as people are told of it: in the gongwen.yaml of a new
// data folder, on the manual's page, and when it is changed under a running program.
type Setting struct {
	Group   string // the heading of this setting and those that follow; empty for the one before
	Key     string // as a path, see Settings
	Meaning string // one sentence or two
	Values  string // what may be written, with its unit
	// Example is what may stand behind the key, as YAML; a block begins with a new line.
	// Empty for one whose default shows as much, or that consists of others.
	Example string
	Live    bool // a change is taken over while the program runs
}

// Default is what a setting is where nothing is written, as YAML; empty for nothing.
func (s Setting) Default() string {
	field, ok := topField(reflect.ValueOf(DefaultConfig()), s.Key)
	if !ok {
		return ""
	}
	return literal(field)
}

// Top is the setting that a path begins with.
func (s Setting) Top() string {
	top, _, _ := strings.Cut(s.Key, ".")
	return strings.TrimSuffix(top, "[]")
}

// Depth is how many settings a setting stands below.
func (s Setting) Depth() int { return strings.Count(strings.ReplaceAll(s.Key, "[].", "."), ".") }

// Name is what a setting is called where it stands: the last step of its path.
func (s Setting) Name() string { return s.Key[strings.LastIndex(s.Key, ".")+1:] }

// below are the settings that stand directly below one.
func (s Setting) below() (all []Setting) {
	for _, other := range Settings {
		if parent := strings.TrimSuffix(other.Key, "."+other.Name()); other.Key != parent &&
			strings.TrimSuffix(strings.TrimSuffix(parent, "[]"), ".*") == s.Key {
			all = append(all, other)
		}
	}
	return all
}

// isLive reports whether a change to the setting of that name is taken over while the
// program runs.
func isLive(name string) bool {
	return slices.ContainsFunc(Settings, func(s Setting) bool { return s.Key == name && s.Live })
}

// takeLive is the configuration with what another one has for the settings that are taken
// over.
func (c Config) takeLive(from Config) Config {
	to, source := reflect.ValueOf(&c).Elem(), reflect.ValueOf(from)
	for i := range to.NumField() {
		if isLive(yamlName(to.Type().Field(i))) {
			to.Field(i).Set(source.Field(i))
		}
	}
	return c
}

// settingsApart are the names of the settings that differ, without those that are taken
// over.
func settingsApart(a, b Config) (names []string) {
	one, other := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range one.NumField() {
		name := yamlName(one.Type().Field(i))
		if !isLive(name) && !reflect.DeepEqual(one.Field(i).Interface(), other.Field(i).Interface()) {
			names = append(names, name)
		}
	}
	return names
}

// yamlName is what a field is called in gongwen.yaml.
func yamlName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

// topField is the field of a configuration that has a key.
func topField(config reflect.Value, key string) (reflect.Value, bool) {
	for i := range config.NumField() {
		if yamlName(config.Type().Field(i)) == key {
			return config.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// literal is a value as it is written in gongwen.yaml; empty for one that is not set, or
// that no line can say.
func literal(v reflect.Value) string {
	if v.IsZero() {
		return ""
	}
	switch value := v.Interface().(type) {
	case time.Duration:
		return shortly(value)
	case Approvals:
		return string(value.Default)
	case Hide:
		return value.String()
	}
	switch v.Kind() {
	case reflect.String, reflect.Bool, reflect.Int:
		text, err := yaml.Marshal(v.Interface())
		if err != nil {
			panic(err) // of a word or a number there is no error
		}
		return strings.TrimSpace(string(text))
	}
	return ""
}

// shortly is a duration without the parts that are nothing: 10m, not 10m0s.
func shortly(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
