package doctor

// Level is how bad a finding is.
type Level string

const (
	OK      Level = "ok"      // 正常
	Warning Level = "warning" // 请注意: works, and should be seen to
	Problem Level = "problem" // 有问题: something does not work, or is in danger
)

// Chinese is a level for people.
func (l Level) Chinese() string {
	return map[Level]string{OK: "正常", Warning: "请注意", Problem: "有问题"}[l]
}

// Finding is one thing that was looked at. Its keys in JSON never change their meaning, nor
// does a Check.
type Finding struct {
	Level  Level  `json:"level"`
	Check  string `json:"check"` // what was looked at, in a word for machines: disk-free
	What   string `json:"what"`  // in Chinese, as all below
	Where  string `json:"where,omitempty"`
	Value  string `json:"value,omitempty"`  // what was found there
	Advice string `json:"advice,omitempty"` // the next step; empty where there is none to take
}
