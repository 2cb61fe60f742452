package rehearsal

import (
	"fmt"
	"io"
	"time"
)

// Report is what came of a rehearsal.
type Report struct {
	State   string    `json:"state"` // of the backup
	Taken   time.Time `json:"taken"`
	Begun   time.Time `json:"begun"`
	Seconds float64   `json:"seconds"` // until it could be worked with again, and was checked
	Records int       `json:"records"` // restored
	Files   int       `json:"files"`
	Bytes   uint64    `json:"bytes"`
	Against string    `json:"against,omitempty"` // the data folder in use; empty where there is none
	Checks  []Check   `json:"checks"`
	Right   bool      `json:"right"`
}

// Check is one of the points of the package comment.
type Check struct {
	Name   string   `json:"name"`
	Title  string   `json:"title"`
	Right  bool     `json:"right"`
	Detail string   `json:"detail"`
	Wrong  []string `json:"wrong,omitempty"` // what is not as it should be, the first of them
}

// mostWrong is how many wrong things a check names.
const mostWrong = 20

func (r *Report) add(name, title, detail string, wrong []string) {
	c := Check{Name: name, Title: title, Right: len(wrong) == 0, Detail: detail, Wrong: wrong[:min(len(wrong), mostWrong)]}
	if len(wrong) > mostWrong {
		c.Wrong = append(c.Wrong[:mostWrong:mostWrong], fmt.Sprintf("……共 %d 处", len(wrong)))
	}
	r.Checks = append(r.Checks, c)
	r.Right = r.Right && c.Right
}

// WriteText writes the report for people, to be printed and filed.
func (r Report) WriteText(to io.Writer) error {
	clock := func(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05") }
	verdict := "通过：这个备份能恢复"
	if !r.Right {
		verdict = "没有通过，见下面注明“不符”的"
	}
	against := "没有（只看恢复出来的）"
	if r.Against != "" {
		against = r.Against
	}
	_, err := fmt.Fprintf(to, `恢复演练报告

结论    %s
备份    %s 所做（状态 %s）
演练    %s 开始，用了 %s
恢复    档案 %d 件，其他文件 %d 个，共 %.1fMB
对照    %s

`, verdict, clock(r.Taken), r.State, clock(r.Begun), time.Duration(r.Seconds*float64(time.Second)).Round(time.Second), r.Records, r.Files, float64(r.Bytes)/(1<<20), against)
	for _, c := range r.Checks {
		mark := "相符"
		if !c.Right {
			mark = "不符"
		}
		if _, e := fmt.Fprintf(to, "%s  %s：%s\n", mark, c.Title, c.Detail); err == nil {
			err = e
		}
		for _, wrong := range c.Wrong {
			if _, e := fmt.Fprintf(to, "        %s\n", wrong); err == nil {
				err = e
			}
		}
	}
	return err
}
