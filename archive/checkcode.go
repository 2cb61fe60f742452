package archive

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"regexp"
	"strings"

	"gongwen/templates/normal"
)

// Alphabets of codes that people read from paper. Those of records before version 5 have I
// and O, which they read as 1 and 0.
const (
	CodeAlphabet    = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	checkAlphabetV1 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
)

// newCheckCodes is the version of record.json whose records have codes without I and O.
const newCheckCodes = 5

// CheckCode is what proves, together with the number, that somebody has seen the
// document: 12 letters and figures in three groups, such as K7QF-2M4D-XW3A. It is
// the one that stands on the document, and so goes by the record's version.
//
// It is worked out from the number and the submission, so that nothing new has to be
// kept, and is known before the document is printed. It has 60 bits; to whom only
// knows the number every code is as likely as another.
func (r Record) CheckCode() string {
	alphabet := CodeAlphabet
	if r.Version < newCheckCodes {
		alphabet = checkAlphabetV1
	}
	code := r.checkCode(alphabet)
	return code[:4] + "-" + code[4:8] + "-" + code[8:]
}

func (r Record) checkCode(alphabet string) string {
	sum := sha256.Sum256([]byte("gongwen check code\n" + r.Number + "\n" + r.Submission))
	return base32.NewEncoding(alphabet).EncodeToString(sum[:])[:12]
}

// codeMarks are what people may type between the groups of a code.
var codeMarks = regexp.MustCompile(`[^0-9A-Z]`)

// misread are figures that no code ever had, as what they were on the paper.
var misread = strings.NewReplacer("0", "O", "1", "I")

// HasCheckCode reports whether what somebody typed is the record's code, in either
// alphabet: of a lost record the version is not known. Case, width, blanks and what stands
// between the groups do not matter, nor that an old code's O and I were read as 0 and 1.
// How long it takes does not tell how much was right.
func (r Record) HasCheckCode(typed string) bool {
	typed = codeMarks.ReplaceAllString(strings.ToUpper(normal.Key(typed)), "")
	now := subtle.ConstantTimeCompare([]byte(typed), []byte(r.checkCode(CodeAlphabet)))
	before := subtle.ConstantTimeCompare([]byte(misread.Replace(typed)), []byte(r.checkCode(checkAlphabetV1)))
	return now|before == 1
}
