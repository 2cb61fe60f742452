package inbox

import (
	"strings"

	"gongwen/pipeline/deadline"
	"gongwen/pipeline/retry"
)

// The reasons for which a file stays in the inbox.
const (
	awaitsAttachments = "等候附件："
	attachmentInHand  = "附件正随另一份表单收取"
	awaitsForm        = "没有表单写明它是附件，等候表单送到"
)

// Cause is why an arrival is pending, in a word for machines: of the ledger's reason,
// which people read and which names files.
//
//	in-progress          it is being worked on
//	awaits-attachments   attachments that it names have not come
//	awaits-form          no form has come that names it
//	no-answer            a folder does not answer
//	disk-full, quota, read-only, open-files, in-use, missing, disk-error, permission
//	                     a fault that is tried again by itself
//	other                anything else
func Cause(reason string) string {
	switch {
	case reason == "":
		return "in-progress"
	case strings.HasPrefix(reason, awaitsAttachments), reason == attachmentInHand:
		return "awaits-attachments"
	case reason == awaitsForm:
		return "awaits-form"
	case strings.Contains(reason, deadline.Says):
		return "no-answer"
	}
	if cause := retry.Cause(reason); cause != "" {
		return cause
	}
	return "other"
}
