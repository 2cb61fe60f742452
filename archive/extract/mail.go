package extract

import (
	"bytes"
	"cmp"
	"errors"
	"net/textproto"
	"path"
	"regexp"
	"slices"
	"strings"
)

// mail is a message (eml; RFC 5322 and 2045 to 2049) or a saved page (mht; RFC 2557)
// being read.
type mail struct {
	x     *Extractor
	into  *text
	parts int
}

// mostMailParts is how many it may have, those within others included.
const mostMailParts = 2000

// readMail reads a message: what its head says to people, its text, and the files
// attached.
func readMail(x *Extractor, into *text, data []byte) error {
	m := &mail{x: x, into: into}
	return m.message(data)
}

// mailHead are lines that only a message begins with, and those that a text might.
var (
	headLine = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*:`)
	ofMail   = regexp.MustCompile(`(?im)^(?:MIME-Version: *1|Message-ID: *<|Received: *from )`)
)

// isMail tells a message by its head: each line of it is one of a head, or goes on.
func isMail(ext string, data []byte) bool {
	head, _, _ := bytes.Cut(bytes.ReplaceAll(data[:min(len(data), beginning)], []byte("\r\n"), []byte("\n")), []byte("\n\n"))
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if ext == ".eml" || ext == ".mht" || ext == ".mhtml" {
		return headLine.Match(head)
	}
	lines := bytes.Split(head, []byte("\n"))
	if len(data) > beginning && len(lines) > 1 {
		lines = lines[:len(lines)-1] // which may be cut
	}
	return ofMail.Match(head) && !slices.ContainsFunc(lines, func(line []byte) bool {
		return !headLine.Match(line) && !bytes.HasPrefix(line, []byte(" ")) && !bytes.HasPrefix(line, []byte("\t"))
	})
}

// isMailbox tells a file of messages, one behind the other (mbox; RFC 4155).
func isMailbox(data []byte) bool {
	return bytes.HasPrefix(data, []byte("From ")) && ofMail.Match(data[:min(len(data), beginning)])
}

// shownHeaders are those that mail programs show.
var shownHeaders = []struct{ key, title string }{
	{"Subject", "主题"}, {"From", "发件人"}, {"To", "收件人"}, {"Cc", "抄送"}, {"Bcc", "密送"}, {"Reply-To", "回复至"}, {"Date", "日期"},
}

// message reads a message, itself or one within another.
func (m *mail) message(data []byte) error {
	head, body := splitHead(bytes.TrimLeft(data, "\r\n"))
	kind, _ := mediaType(head.Get("Content-Type"))
	page := kind == "multipart/related" && head.Get("To") == "" // which its title is enough for
	for _, h := range shownHeaders {
		if page && h.key != "Subject" {
			continue
		}
		for _, value := range head.Values(h.key) {
			if err := m.into.write("\n" + h.title + "：" + decodeWords(value) + "\n"); err != nil {
				return err
			}
		}
	}
	return m.part(head, body, "", 0)
}

// part reads the body of a message or of a part. Within is the type of the multipart
// it lies in; empty when there is none.
func (m *mail) part(head textproto.MIMEHeader, body []byte, within string, depth int) error {
	if m.parts++; m.parts > mostMailParts || depth > 20 {
		m.into.lack("邮件的部分太多，没有都读")
		return nil
	}
	kind, params := mediaType(head.Get("Content-Type"))
	if kind == "" {
		kind = "text/plain"
		if within == "multipart/digest" {
			kind = "message/rfc822"
		}
	}
	if strings.HasPrefix(kind, "multipart/") {
		return m.multipart(kind, params["boundary"], body, depth)
	}
	body, whole := transferred(head.Get("Content-Transfer-Encoding"), body)
	if !whole {
		m.into.lack("邮件的编码有错，没有都读")
	}
	disposition, named := mediaType(head.Get("Content-Disposition"))
	name := cmp.Or(named["filename"], params["name"])
	attached := disposition == "attachment" || name != "" && within != "multipart/related" && within != "multipart/alternative"
	related := within == "multipart/related"
	switch {
	case kind == "message/rfc822" || kind == "message/global":
		return m.x.embedded(m.into, strings.TrimSuffix(cmp.Or(name, "邮件"), ".eml")+".eml", body)
	case strings.Contains(kind, "pgp-signature"), strings.Contains(kind, "pkcs7-signature"):
		return nil
	case kind == "application/pkcs7-mime" && params["smime-type"] != "signed-data", kind == "application/pgp-encrypted":
		m.into.lack("邮件是加密的，没有读")
		return nil
	case attached:
		return m.x.embedded(m.into, name, body)
	case kind == "text/html" || kind == "application/xhtml+xml":
		return m.text(readHTMLIn, body, cmp.Or(params["charset"], declaredIn(body)))
	case related && (ofPage.MatchString(kind) || ofPage.MatchString(path.Ext(head.Get("Content-Location")))):
		return nil
	case related && kind == "application/octet-stream" && strings.HasPrefix(strings.ToLower(path.Ext(head.Get("Content-Location"))), ".htm"):
		return m.text(readHTMLIn, body, declaredIn(body))
	case plainKinds[kind]:
		return m.text(readPlainIn, body, params["charset"])
	}
	return m.x.embedded(m.into, cmp.Or(name, head.Get("Content-Location")), body)
}

// ofPage are the kinds, and the endings of the names, of what a page is drawn with.
var ofPage = regexp.MustCompile(`(?i)^(?:image/.*|font/.*|text/css|(?:text|application)/(?:x-)?javascript|(?:text|application)/xml|\.(?:png|gif|jpe?g|bmp|em[fz]|wm[fz]|css|js|xml|thmx|ico|svg|webp|woff2?))$`)

// plainKinds are text to be read as it stands.
var plainKinds = map[string]bool{
	"text/plain": true, "text/csv": true, "text/calendar": true, "text/markdown": true, "text/enriched": true, "text/rfc822-headers": true,
	"message/delivery-status": true, "message/disposition-notification": true,
}

// text reads text of the message itself.
func (m *mail) text(read func(*text, []byte, string) error, body []byte, declared string) error {
	if err := m.into.breakLine(); err != nil {
		return err
	}
	err := read(m.into, body, declared)
	if errors.As(err, new(unsupportedError)) {
		m.into.lack("邮件的正文认不出编码")
		return nil
	}
	if err != nil {
		return err
	}
	return m.into.breakLine()
}

// multipart reads a body of several parts. Of those that say the same in different
// ways (multipart/alternative) plain text is left if there is a page.
func (m *mail) multipart(kind, boundary string, body []byte, depth int) error {
	if kind == "multipart/encrypted" {
		m.into.lack("邮件是加密的，没有读")
		return nil
	}
	type part struct {
		head textproto.MIMEHeader
		kind string
		body []byte
	}
	var all []part
	whole := eachPart(body, boundary, func(data []byte) bool {
		head, body := splitHead(data)
		kind, _ := mediaType(head.Get("Content-Type"))
		all = append(all, part{head, kind, body})
		return len(all) <= mostMailParts
	})
	if !whole {
		m.into.lack("邮件到中间就断了")
	}
	pages := slices.ContainsFunc(all, func(p part) bool { return p.kind == "text/html" || p.kind == "multipart/related" })
	for _, p := range all {
		if kind == "multipart/alternative" && pages && (p.kind == "text/plain" || p.kind == "") {
			continue
		}
		if err := m.part(p.head, p.body, kind, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// eachPart yields the parts of a multipart body, until yield returns false, and
// reports whether it comes to its end. A mail that was cut has no last boundary.
func eachPart(body []byte, boundary string, yield func([]byte) bool) (whole bool) {
	if boundary == "" {
		return false
	}
	mark := []byte("--" + boundary)
	begun := -1 // where a part begins
	for at := 0; at < len(body); {
		next := bytes.IndexByte(body[at:], '\n') + 1
		if next == 0 {
			next = len(body) - at
		}
		line := body[at : at+next]
		if rest, ok := bytes.CutPrefix(line, mark); ok {
			rest = bytes.TrimRight(rest, " \t\r\n")
			if last := string(rest) == "--"; last || len(rest) == 0 {
				// The line end before a boundary is the boundary's.
				if begun >= 0 && !yield(bytes.TrimSuffix(bytes.TrimSuffix(body[begun:at], []byte("\n")), []byte("\r"))) {
					return true
				}
				if begun = at + next; last {
					return true
				}
			}
		}
		at += next
	}
	if begun >= 0 {
		yield(body[begun:])
	}
	return false
}
