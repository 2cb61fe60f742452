package samples

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"

	"gongwen/templates"
)

// parseForm reads a YAML form that is known to be sound, such as a kind's
// example, without the places and findings a form from an inbox needs.
func parseForm(source []byte, kindNamed func(string) *templates.Kind) (*templates.Kind, templates.Values, error) {
	var raw map[string]any
	if err := yaml.Unmarshal(source, &raw); err != nil {
		return nil, nil, err
	}
	name, _ := raw[templates.KindLabel].(string)
	kind := kindNamed(name)
	if kind == nil {
		return nil, nil, fmt.Errorf("没有“%s”这种表单", name)
	}
	delete(raw, templates.KindLabel)
	v := templates.Values{}
	return kind, v, set(v, kind, raw)
}

// set writes raw values over a form's, by key or label. An empty one empties
// the field.
func set(v templates.Values, kind *templates.Kind, raw map[string]any) error {
	return setFields(v, kind.Fields, raw)
}

func setFields(v templates.Values, fields []templates.Field, raw map[string]any) error {
	var errs []error
	for name, value := range raw {
		f := named(fields, name)
		if f == nil {
			errs = append(errs, fmt.Errorf("没有“%s”这个字段", name))
			continue
		}
		if err := setField(v, f, value); err != nil {
			errs = append(errs, fmt.Errorf("%s：%w", f.Label, err))
		}
	}
	return errors.Join(errs...)
}

func setField(v templates.Values, f *templates.Field, raw any) error {
	if !f.IsList() {
		parsed, err := f.Parse(raw)
		if err != nil {
			return err
		}
		put(v, f.Key, parsed)
		return nil
	}
	rawRows, ok := raw.([]any)
	if !ok && raw != nil {
		return errors.New("应当是一组行")
	}
	var rows []templates.Values
	for _, r := range rawRows {
		cells, ok := r.(map[string]any)
		if !ok {
			return errors.New("每一行应当是“栏目: 内容”")
		}
		row := templates.Values{}
		if err := setFields(row, f.Columns, cells); err != nil {
			return err
		}
		rows = append(rows, row)
	}
	putRows(v, f.Key, rows)
	return nil
}

// put keeps the promise of Values that an empty field is absent.
func put(v templates.Values, key string, value any) {
	if value == nil {
		delete(v, key)
		return
	}
	v[key] = value
}

func putRows(v templates.Values, key string, rows []templates.Values) {
	if len(rows) == 0 {
		delete(v, key)
		return
	}
	v[key] = rows
}

func named(fields []templates.Field, name string) *templates.Field {
	for i := range fields {
		if fields[i].Named(name) {
			return &fields[i]
		}
	}
	return nil
}

// shift moves every day and moment of a form, rows included.
func shift(v templates.Values, days int) templates.Values {
	moved := make(templates.Values, len(v))
	for key, value := range v {
		switch value := value.(type) {
		case templates.Date:
			moved[key] = value.AddDays(days)
		case templates.Moment:
			moved[key] = templates.Moment{Time: value.AddDate(0, 0, days)}
		case []templates.Values:
			rows := make([]templates.Values, len(value))
			for i, row := range value {
				rows[i] = shift(row, days)
			}
			moved[key] = rows
		default:
			moved[key] = value
		}
	}
	return moved
}
