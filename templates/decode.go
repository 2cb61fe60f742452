package templates

import (
	"errors"
	"fmt"
)

// Decode types what a form said again after it was kept as JSON, as in an
// archived record: raw is what encoding/json makes of marshalled Values, with
// numbers as json.Number or float64.
//
// It is lenient where Parse is strict. The values were judged when the record
// was issued and the kind may have changed since, so choices and lengths are
// not checked again, and a field the kind no longer has is passed over. The
// error names every field that cannot be what its type says.
func (k *Kind) Decode(raw map[string]any) (Values, error) { return decodeFields(k.Fields, raw) }

func decodeFields(fields []Field, raw map[string]any) (Values, error) {
	values := Values{}
	var errs []error
	for i := range fields {
		f := &fields[i]
		if raw[f.Key] == nil {
			continue
		}
		value, err := f.decode(raw[f.Key])
		if err != nil {
			errs = append(errs, fmt.Errorf("%s：%w", f.Key, err))
			continue
		}
		if value != nil {
			values[f.Key] = value
		}
	}
	return values, errors.Join(errs...)
}

func (f *Field) decode(raw any) (any, error) {
	switch f.Type {
	case TypeList, TypeApprovals:
		return f.decodeRows(raw)
	case TypeInteger, TypeMoney, TypeYesNo, TypeDate, TypeTime:
		return f.Parse(raw)
	}
	s, ok := raw.(string)
	if !ok {
		return nil, fmt.Errorf("应当是文字，却是 %v", raw)
	}
	return s, nil
}

func (f *Field) decodeRows(raw any) (any, error) {
	list, ok := raw.([]any)
	if !ok {
		return nil, fmt.Errorf("应当是列表，却是 %v", raw)
	}
	rows := make([]Values, len(list))
	for i, item := range list {
		cells, ok := item.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("第%d行应当是一组内容，却是 %v", i+1, item)
		}
		row, err := decodeFields(f.Columns, cells)
		if err != nil {
			return nil, fmt.Errorf("第%d行 %w", i+1, err)
		}
		rows[i] = row
	}
	return rows, nil
}
