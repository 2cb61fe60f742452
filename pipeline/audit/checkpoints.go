package audit

import (
	"context"

	"gongwen/archive/checkpoint"
)

// What checkpoints tell of, see package checkpoint.
const (
	JournalRewritten  Code = "journal-rewritten"  // the journal does not begin with what was signed of it
	JournalCut        Code = "journal-cut"        // the journal has fewer lines than were signed
	TrailRewritten    Code = "trail-rewritten"    // the same of the access log
	TrailCut          Code = "trail-cut"          // likewise
	CheckpointForeign Code = "checkpoint-foreign" // a checkpoint that was given is none of this data folder
	KeyDiffers        Code = "key-differs"        // the verifier keys in the data folder are not those of the key beside it
)

const (
	rewrittenAdvice = "不要再往这个数据文件夹里办件。请把数据文件夹和检查点都另存一份，用备份里的 archive/journal（或 reading）逐行对照，并报告主管人员"
	cutAdvice       = "请从备份恢复最近的 archive/journal（或 reading），并报告主管人员；确是由更早的备份恢复的，请运行 gongwen key new --reason 写明，以后按现在的算"
	foreignAdvice   = "请核对是不是这个数据文件夹的检查点文件，内容是否完整；确实是的，可能有人换过密钥或改过文件，请报告主管人员"
	keyAdvice       = "vkeys.txt 可能被人换过。请用保存检查点的地方（备份、移交）的公钥核对，从备份恢复这个文件，并报告主管人员"
)

// VerifyCheckpoints holds the logs of a data folder against the checkpoints beside its key
// and those that are given. Held says, in lines for people, what they agree with.
func VerifyCheckpoints(ctx context.Context, p checkpoint.Place, given []checkpoint.Given) (findings []Finding, held []string, err error) {
	report, err := p.Verify(ctx, given)
	for _, f := range report.Findings {
		found := Finding{Message: f.Message}
		trail := f.Log == checkpoint.Trail
		switch f.Fault {
		case checkpoint.Rewritten:
			found.Code, found.Advice = JournalRewritten, rewrittenAdvice
			if trail {
				found.Code = TrailRewritten
			}
		case checkpoint.Cut:
			found.Code, found.Advice = JournalCut, cutAdvice
			if trail {
				found.Code = TrailCut
			}
		case checkpoint.Foreign:
			found.Code, found.Advice = CheckpointForeign, foreignAdvice
		case checkpoint.KeyDiffers:
			found.Code, found.Advice = KeyDiffers, keyAdvice
		}
		if f.Log == checkpoint.Journal && f.Fault != checkpoint.Foreign {
			found.Path = "journal"
		}
		findings = append(findings, found)
	}
	return findings, report.Held, err
}
