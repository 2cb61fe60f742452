package ours

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
)

// codeLabel begins the last line of a notice, with its check code.
const codeLabel = "核对码："

// WithCode is the text of a notice with its check code in a last line. Lines end with
// CR LF.
func WithCode(text string) string { return text + codeLabel + code(text) + "\r\n" }

// code is over the words: an editor that saves a notice with other line ends or
// with a byte order mark has not changed it.
func code(text string) string {
	sum := sha256.Sum256([]byte(plain(text)))
	return hex.EncodeToString(sum[:8])
}

func plain(text string) string {
	text = strings.TrimPrefix(text, "\ufeff")
	return strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
}

// isText reports whether a text is a notice that nobody has written into.
func isText(data []byte) bool {
	text := plain(string(data))
	if !begins(text) {
		return false
	}
	if at := strings.LastIndex(text, "\n"+codeLabel); at >= 0 {
		return text[at+len("\n"+codeLabel):] == code(text[:at])
	}
	return strings.HasPrefix(text, NoticeTitle) && bytes.Contains(data, []byte("\r\n")) && isEarlierText(text)
}

// earlierLine is a line of a notice as it was before there were check codes, but for
// its last, which is the name of the office.
var earlierLine = regexp.MustCompile(`^$|^退件通知$|^(文件|表单|单位|收到)：.+$|^这份表单(有\d+处不符合要求，未予办理：|此前已经办理，编号.+，不再重复编号。)$|` +
	`^同样内容的表单此前已经办理，原件不在本单位的查阅范围内，不再重复编号。$|^\d+\. .+$|^   (位置|所填|缘由|依据|办法|或者)：.+$|^有问题的格子在批注本中已经标出。$|` +
	`^请按上述办法改正后，把表单连同附件重新放入收件文件夹.+。$|^请向.+核实；确需另行办理的，请在表单里写明与前一份的区别后提交。$|` +
	`^文件请到 issued 文件夹或档案中领取；确需另行办理的，请在表单里写明与前一份的区别后提交。$`)

// isEarlierText reports whether every line of a text is one of a notice's.
func isEarlierText(text string) bool {
	lines := strings.Split(text, "\n")
	last := len(lines) - 1
	if last < 6 || lines[last] == "" || lines[last-1] != "" {
		return false
	}
	for _, line := range lines[:last] {
		if !earlierLine.MatchString(line) {
			return false
		}
	}
	return true
}
