package extract

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

// eml joins lines as mail has them.
func eml(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n")) }

// base64Of is a body in base64, in lines.
func base64Of(data []byte) string {
	all := base64.StdEncoding.EncodeToString(data)
	var lines []string
	for len(all) > 76 {
		lines, all = append(lines, all[:76]), all[76:]
	}
	return strings.Join(append(lines, all), "\r\n")
}

// quoted is quoted-printable of everything.
func quoted(data []byte) string {
	var b strings.Builder
	for i, c := range data {
		if fmt.Fprintf(&b, "=%02X", c); i%20 == 19 {
			b.WriteString("=\r\n")
		}
	}
	return b.String()
}

func TestReadMail(t *testing.T) {
	gbk := func(s string) []byte { return encoded(t, s, "gb18030") }
	word := func(s string) string { return "=?gb2312?B?" + base64.StdEncoding.EncodeToString(gbk(s)) + "?=" }
	cut := gbk("防汛物资") // through the middle of a character
	const version = "MIME-Version: 1.0"
	tests := []struct {
		name  string
		mail  []byte
		state State
		text  string
	}{
		{"plain", eml("From: "+word("安澜")+" <an@example.org>", "To: b@example.org", "Subject: "+word("关于防汛的")+"\r\n "+word("通知"), "Date: Mon, 2 Mar 2026 09:00:00 +0800", version,
			"Content-Type: text/plain; charset=gb2312", "Content-Transfer-Encoding: base64", "", base64Of(gbk("请按时报送㛃"))),
			Read, "主题：关于防汛的通知\n发件人：安澜 <an@example.org>\n收件人：b@example.org\n日期：Mon, 2 Mar 2026 09:00:00 +0800\n请按时报送㛃"},
		{"word cut in a character", eml("Subject: =?GBK?B?"+base64.StdEncoding.EncodeToString(cut[:5])+"?=\r\n\t=?gbk?B?"+base64.StdEncoding.EncodeToString(cut[5:])+"?=", version, "", "x"), Read, "主题：防汛物资\nx"},
		{"quoted words", eml("Subject: Re: =?utf-8?q?=E9=98=B2=E6=B1=9B_=E4=B8=80?= (2) =?utf-8*zh?Q?=E7=89=A9?=", version, "", "x"), Read, "主题：Re: 防汛 一 (2) 物\nx"},
		{"GBK as it is", []byte("Subject: \xb7\xc0\xd1\xb4\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: 8bit\n\n\xce\xef\xd7\xca\xb1\xa8\xcb\xcd"), Read, "主题：防汛\n物资报送"},
		{"declared Latin, is GBK", eml(version, "Content-Type: text/plain; charset=iso-8859-1", "", string(gbk("物资报送情况"))), Read, "物资报送情况"},
		{"HZ", eml(version, "Content-Type: text/plain; charset=hz-gb-2312", "", "~{7@Q4~}"), Read, "防汛"},
		{"UTF-7", eml("Subject: s", version, "Content-Type: text/plain; charset=utf-7", "", "+U3c-"), Partial, "主题：s"},
		{"Big5", eml(version, "Content-Type: text/plain; charset=big5", "", string(encoded(t, "防汛物資", "big5"))), Read, "防汛物資"},
		{"alternative", eml(version, `Content-Type: multipart/alternative; boundary="=_b"`, "", "preamble", "--=_b", "Content-Type: text/plain", "", "see the page", "--=_b", "Content-Type: text/html; charset=gb2312", "Content-Transfer-Encoding: quoted-printable", "",
			quoted(gbk("<p>请<b>各单位</b>报送</p>")), "--=_b--", "epilogue"), Read, "请各单位报送"},
		{"alternative of one", eml(version, "Content-Type: multipart/alternative; boundary=b", "", "--b", "", "only this", "--b--"), Read, "only this"},
		{"alternative with pictures", eml(version, "Content-Type: multipart/alternative; boundary=b", "", "--b", "Content-Type: text/plain", "", "old", "--b", "Content-Type: multipart/related; boundary=c", "",
			"--c", "Content-Type: text/html", "", "<p>new</p><img src=cid:1>", "--c", "Content-Type: image/png; name=\"a.png\"", "Content-ID: <1>", "Content-Transfer-Encoding: base64", "", base64Of(picture(t)), "--c--", "--b--"), Read, "new"},
		{"attached", eml(version, "Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: text/plain", "", "body", "--b", "Content-Type: application/octet-stream", `Content-Disposition: attachment; filename="`+word("函.docx")+`"`,
			"Content-Transfer-Encoding: base64", "", base64Of(docx(t, "<w:p><w:r><w:t>关于经费的函</w:t></w:r></w:p>")), "--b--"), Read, "body\n函.docx\n关于经费的函\n页眉密级"},
		{"name in pieces", eml(version, "Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: text/plain", "Content-Disposition: attachment;", " filename*0*=gb2312'zh-cn'%B7%C0%D1;", " filename*1*=%B4; filename*2=\".txt\"", "", "inside", "--b--"), Read, "防汛.txt\ninside"},
		{"name as it is", eml(version, "Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: text/plain", "Content-Disposition: attachment; filename=防汛 清单.txt", "", "inside", "--b--"), Read, "防汛 清单.txt\ninside"},
		{"attached PDF", eml(version, "Content-Type: multipart/mixed; boundary=b", "", "--b", `Content-Type: application/pdf; name="a.pdf"`, "Content-Transfer-Encoding: base64", "", base64Of(gbkPDF(t, "区财政局")), "--b--"), Read, "a.pdf\n区财政局"},
		{"attached scan", eml(version, "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "body", "--b", "Content-Type: image/png", "Content-Disposition: attachment; filename=a.png", "Content-Transfer-Encoding: base64", "", base64Of(picture(t)), "--b--"), Partial, "body\na.png"},
		{"attached doc", eml(version, "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "body", "--b", "Content-Type: application/msword; name=a.doc", "Content-Transfer-Encoding: base64", "", base64Of([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), "--b--"), Partial, "body\na.doc"},
		{"attached, empty", eml(version, "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "body", "--b", "Content-Type: text/plain; name=a.txt", "", "", "--b--"), Read, "body\na.txt"},
		{"forwarded", eml("Subject: Fw", version, "Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: message/rfc822", "", "Subject: "+word("原件"), version, "Content-Type: multipart/mixed; boundary=c", "", "--c", "", "deep", "--c--", "--b--"),
			Read, "主题：Fw\n邮件.eml\n主题：原件\ndeep"},
		{"signed", eml(version, "Content-Type: multipart/signed; boundary=b", "", "--b", "", "body", "--b", "Content-Type: application/pkcs7-signature; name=smime.p7s", "", "MII", "--b--"), Read, "body"},
		{"encrypted", eml("Subject: s", version, "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "", "MII"), Partial, "主题：s"},
		{"cut", eml(version, "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "body to h"), Partial, "body to h"},
		{"no boundary told", eml("Subject: s", version, "Content-Type: multipart/mixed", "", "--b", "", "body"), Partial, "主题：s"},
		{"RTF", eml("Subject: s", version, "Content-Type: text/rtf", "", `{\rtf1 x}`), Partial, "主题：s"},
		{"mailbox", eml("From a@example.org Mon Mar 2 09:00:00 2026", "Received: from a", "Subject: s", "", "body"), Unsupported, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r := data(t, "甲.eml", tt.mail); r.State != tt.state || r.Text != tt.text {
				t.Errorf("%s (%s) %q\nwant %s %q", r.State, r.Reason, r.Text, tt.state, tt.text)
			}
		})
	}
}

func TestReadMailOfASavedPage(t *testing.T) {
	page := encoded(t, "<html><head><title>通报</title></head><body><p>各街道：</p><img src=a.png></body></html>", "gb18030")
	saved := eml("From: <Saved by WPS>", "Subject: x", "MIME-Version: 1.0", `Content-Type: multipart/related; type="text/html"; boundary="----=_b"`, "",
		"------=_b", "Content-Type: text/html; charset=\"gb2312\"", "Content-Transfer-Encoding: quoted-printable", "Content-Location: file:///C:/a.htm", "", quoted(page),
		"------=_b", "Content-Location: file:///C:/a/image001.png", "Content-Transfer-Encoding: base64", "Content-Type: image/png", "", base64Of(picture(t)),
		"------=_b", "Content-Location: file:///C:/a/header.htm", "Content-Transfer-Encoding: base64", "Content-Type: text/html; charset=utf-8", "", base64Of([]byte("<p>页眉")),
		"------=_b", "Content-Location: file:///C:/a/filelist.xml", "Content-Type: text/xml", "", "<xml>no</xml>",
		"------=_b", "Content-Location: cid:css-1", "Content-Type: text/css", "", "p{color:red}",
		"------=_b--")
	for _, name := range []string{"甲.mht", "甲.mhtml", "甲.doc", "甲"} {
		if r := data(t, name, saved); r.State != Read || r.Text != "主题：x\n通报\n各街道：\n页眉" {
			t.Errorf("%s: %s (%s) %q", name, r.State, r.Reason, r.Text)
		}
	}
	with := strings.Replace(string(saved), "------=_b--", "------=_b\r\nContent-Location: file:///C:/a/oledata.mso\r\nContent-Type: application/x-mso\r\n\r\n\x00\x01\x02\x03\x04\r\n------=_b--", 1)
	if r := data(t, "甲.mht", []byte(with)); r.State != Partial || !strings.Contains(r.Reason, "oledata.mso") {
		t.Errorf("with an object: %s (%s)", r.State, r.Reason)
	}
}

func TestIsMailTellsMailFromText(t *testing.T) {
	for text, want := range map[string]bool{
		"Received: from a\nSubject: b\n\nc":         true,
		"Return-Path: <a>\nMIME-Version: 1.0\n\nc":  true,
		"\r\nMessage-ID: <a@b>\r\n\r\nc":            true,
		"\ufeffMIME-Version: 1.0\n\nc":              true,
		"From: a\nTo: b\n\nMIME-Version: 1.0\n":     false,
		"note: see\nthe MIME-Version: 1.0\n":        false,
		"关于 MIME-Version: 1.0":                      false,
		"标题：甲\nMIME-Version: 1.0\n":                 false,
		"From a@b Mon\nMIME-Version: 1.0\n":         false,
		"日志\nReceived: from a\n\n":                  false,
		"Log: a\nsome words\nMIME-Version: 1.0\n\n": false,
		"Received: from a\n by b\nSubject: c\n\n":   true,
		"": false,
	} {
		if got := isMail("", []byte(text)); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestEmbeddedIsBounded(t *testing.T) {
	within5 := []byte("deepest")
	nest := func(depth int) []byte {
		inner := within5
		for i := range depth {
			inner = eml("MIME-Version: 1.0", fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d", i), "", fmt.Sprintf("--b%d", i), "Content-Type: message/rfc822", "", string(inner), fmt.Sprintf("--b%d--", i))
			if i == 0 {
				inner = eml("MIME-Version: 1.0", "", string(within5))
			}
		}
		return inner
	}
	if r := data(t, "甲.eml", nest(mostNested+1)); r.State != Read || !strings.Contains(r.Text, "deepest") {
		t.Errorf("%s (%s) %q", r.State, r.Reason, r.Text)
	}
	if r := data(t, "甲.eml", nest(mostNested+2)); r.State != Partial && r.State != NoText || strings.Contains(r.Text, "deepest") {
		t.Errorf("too deep: %s (%s) %q", r.State, r.Reason, r.Text)
	}
	limits := DefaultLimits
	limits.Unpacked = 5
	mail := eml("MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "body", "--b", "Content-Type: text/plain; name=a.txt", "", "four", "--b", "Content-Type: text/plain; name=b.txt", "", "more", "--b--")
	if r, err := within(limits).Data(t.Context(), "甲.eml", mail); err != nil || r.State != Partial || r.Text != "body\na.txt\nfour\nb.txt" {
		t.Errorf("%s (%s) %q %v", r.State, r.Reason, r.Text, err)
	}
	limits = DefaultLimits
	limits.Text = 10
	if r, err := within(limits).Data(t.Context(), "甲.eml", mail); err != nil || r.State != Partial || r.Text != "body\na.txt" {
		t.Errorf("%s (%s) %q %v", r.State, r.Reason, r.Text, err)
	}
}
