package samples

import (
	"fmt"
	"iter"
	"time"

	"gongwen/archive"
	"gongwen/templates"
)

// Records are those that n generated forms of a kind would have in the catalogue
// of an office that took them in over the last so many years, evenly. There are
// no files to them: they are for measuring what a full archive costs.
func Records(kind *templates.Kind, seed uint64, n, years int) iter.Seq2[archive.Record, error] {
	return func(yield func(archive.Record, error) bool) {
		i := 0
		for sample, err := range Generate(kind, seed, n, Options{}) {
			if err != nil {
				yield(archive.Record{}, err)
				return
			}
			date := kind.DateOf(sample.Values)
			date = templates.NewDate(date.Year()-i%years, date.Month(), date.Day())
			r := archive.Record{
				Version: archive.RecordVersion, Kind: kind.Key, Title: kind.Title, Year: date.Year(), Serial: i/years + 1,
				Number: kind.FormatNumber(date.Year(), i/years+1), Subject: kind.SubjectOf(sample.Values), Date: date, Secrecy: kind.SecrecyOf(sample.Values), Values: sample.Values,
				Arrival: fmt.Sprintf("sample-%d", i), DroppedAs: sample.Files[0].Path, Arrived: time.Now(), Filed: time.Now(),
				Submission: fmt.Sprintf("packet-%d-%d", seed, i), Content: fmt.Sprintf("content-%d-%d", seed, i),
				Form: archive.File{Path: "data/form.yaml", Size: 1}, Document: archive.File{Path: "data/document.pdf", Size: 1},
			}
			r.Unit, _ = sample.Values[kind.Unit].(string)
			for f := range kind.Fields {
				if value, ok := sample.Values[kind.Fields[f].Key]; ok {
					text := kind.Fields[f].InWords(value)
					r.Fields = append(r.Fields, archive.LabelledText{Label: kind.Fields[f].Label, Text: text})
					r.Text += kind.Fields[f].Label + "：" + text + "\n"
				}
			}
			if !yield(r, nil) {
				return
			}
			i++
		}
	}
}
