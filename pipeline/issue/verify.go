package issue

import (
	"net/url"
	"strings"

	"gongwen/archive"
	"gongwen/templates/pdf"
)

// verify is how whoever is shown a document asks whether it is genuine: on the
// page of the reading room that is open to all or, where no address of it is
// known, of the office, by number and code.
func (i *Issuer) verify(r archive.Record) pdf.Verify {
	code := r.CheckCode()
	if i.Site == "" {
		return pdf.Verify{Code: code, Address: r.Number + " 校验码 " + code}
	}
	return pdf.Verify{Code: code, Address: strings.TrimSuffix(i.Site, "/") + "/verify?" + url.Values{"n": {r.Number}, "c": {code}}.Encode()}
}
