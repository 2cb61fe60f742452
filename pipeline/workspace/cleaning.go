package workspace

import "fmt"

// Cleaning (清理) is for how many days copies stay in the folders in which units find them,
// see package cleaning; 0 for ever.
type Cleaning struct {
	Issued   int `yaml:"issued"`   // since the document was issued
	Returned int `yaml:"returned"` // since the form went back
}

// A form is to be mended and handed in again, and people are ill or away meanwhile: so a
// return is never cleared within a month. The most is a hundred years.
const (
	fewestDays = 30
	mostDays   = 36_500
)

// Any reports whether anything is ever cleared.
func (c Cleaning) Any() bool { return c.Issued > 0 || c.Returned > 0 }

func (c Cleaning) mistake() string {
	for name, days := range map[string]int{"issued": c.Issued, "returned": c.Returned} {
		if days != 0 && (days < fewestDays || days > mostDays) {
			return fmt.Sprintf("clean 的 %s 是天数，写 %d 到 %d，0 或不写为一直留着，不能是 %d", name, fewestDays, mostDays, days)
		}
	}
	return ""
}
