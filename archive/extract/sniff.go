package extract

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"path"
	"slices"
	"strings"

	"gongwen/templates/bounded"
)

// reader reads the text of one sort of file.
type reader func(x *Extractor, into *text, data []byte) error

// sniff tells by the contents, and where these leave it open by the name, how to
// read a file.
func sniff(name string, data []byte) (reader, error) {
	ext := strings.ToLower(path.Ext(name))
	media := http.DetectContentType(data)
	switch {
	case len(data) == 0:
		return readNothing, nil
	case isPDF(data):
		return readPDF, nil
	case bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return sniffPackage(data)
	case bounded.IsCompound(data):
		if bounded.HasPassword(data) {
			return nil, errEncrypted
		}
		return nil, unsupportedError("旧版 Office、WPS 或 Outlook 文件（doc、xls、ppt、wps、msg）")
	case isMail(ext, data):
		return readMail, nil
	case isMailbox(data):
		return nil, unsupportedError("多封邮件存成的一个文件（mbox）")
	case bytes.HasPrefix(data, []byte(`{\rtf`)):
		return nil, unsupportedError("RTF 文件")
	case strings.HasPrefix(media, "image/") || slices.Contains(pictures, ext):
		return readNothing, nil
	case strings.HasPrefix(media, "text/html"), ext == ".html", ext == ".htm", ext == ".xhtml":
		return readHTML, nil
	case strings.HasPrefix(media, "text/"):
		if read := sniffMarkup(data); read != nil {
			return read, nil
		}
	}
	switch {
	case ext == ".json" && bytes.Contains(data, []byte(`\u`)) && json.Valid(data):
		return readJSON, nil
	case ext == ".pdf" || packageNames[ext]:
		return readMisnamed, nil
	case strings.HasPrefix(media, "audio/"), strings.HasPrefix(media, "video/"), strings.HasPrefix(media, "font/"),
		strings.HasPrefix(media, "application/") && media != "application/octet-stream":
		return nil, unsupportedError("不是文字文件（" + media + "）")
	}
	return readPlain, nil
}

// isPDF goes by ISO 32000-1, annex H.3, implementation note 13.
func isPDF(data []byte) bool { return bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) }

// pictures are those that http.DetectContentType does not know.
var pictures = []string{".tif", ".tiff", ".heic", ".emf", ".wmf", ".svgz"}

func readNothing(*Extractor, *text, []byte) error { return nil }

// readMisnamed reads a file that is not what its name says, if it is text.
func readMisnamed(x *Extractor, into *text, data []byte) error {
	err := readPlain(x, into, data)
	if errors.As(err, new(unsupportedError)) {
		return errors.New("内容与文件名的后缀不符")
	}
	return err
}
