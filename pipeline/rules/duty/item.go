package duty

import (
	"gongwen/pipeline/form"
	"gongwen/templates"
)

// Status says how an item stands on the day asked about.
type Status string

const (
	Overdue Status = "overdue" // 逾期: the deadline has passed
	Due     Status = "due"     // 将到期: within the days of reminding
	Unknown Status = "unknown" // 无法核对: the note says why
	Open    Status = "open"    // 未到期: on a rhythm, not done yet, the deadline is still far
	Met     Status = "met"     // 已完成
	Late    Status = "late"    // 迟办: done, but after the deadline; the note says when
	Missed  Status = "missed"  // 往期未办: a past period in which too little was done
)

// statuses are all of them with their names for people, the urgent ones first.
var statuses = []struct {
	Status
	chinese string
}{{Overdue, "逾期"}, {Due, "将到期"}, {Unknown, "无法核对"}, {Open, "未到期"}, {Met, "已完成"}, {Late, "迟办"}, {Missed, "往期未办"}}

// Chinese is the status as people read it.
func (s Status) Chinese() string { return statuses[s.rank()].chinese }

// rank is the place of the status among all, from 0.
func (s Status) rank() int {
	for i, known := range statuses {
		if known.Status == s {
			return i
		}
	}
	return len(statuses) - 1
}

// Item is one thing that is asked. Its JSON is for programs outside and may only
// grow.
type Item struct {
	Duty     string         `json:"duty"`    // id of the duty in the rulebook
	Article  string         `json:"article"` // such as 81(7)
	Severity form.Severity  `json:"severity"`
	What     string         `json:"what"`
	Who      string         `json:"who"`              // unit or person
	Period   string         `json:"period,omitempty"` // such as 2026年5月; only of a calendar rhythm
	Due      templates.Date `json:"due"`              // the last day on which it is in time
	Status   Status         `json:"status"`
	Progress *Progress      `json:"progress,omitempty"` // only of a rhythm
	Basis    []string       `json:"basis"`              // numbers of records
	Note     string         `json:"note,omitempty"`
}

// Progress is how much of a duty on a rhythm was done.
type Progress struct {
	Done int `json:"done"`
	Of   int `json:"of"`
}

// status is how something not done yet stands on a day.
func status(day, due templates.Date, ahead int) Status {
	switch {
	case day.After(due.Time):
		return Overdue
	case day.AddDays(ahead).Before(due.Time):
		return Open
	}
	return Due
}
