package issue

import (
	"fmt"
	"net/url"
	"strings"

	"gongwen/archive"
	"gongwen/templates/pdf"
)

// verify is how whoever is shown a document asks whether it is genuine: on the
// page of the reading room that is open to all or, where no address of it is
// known, of the office by telephone, by number and code.
func (i *Issuer) verify(r archive.Record) pdf.Verify {
	code := r.CheckCode()
	v := pdf.Verify{Code: code, Phone: i.Phone}
	if i.Site == "" {
		v.Address = fmt.Sprintf("%s 校验码 %s 请致电%s%s查验", r.Number, code, i.Office, i.Phone)
	} else {
		v.Address = strings.TrimSuffix(i.Site, "/") + "/verify?" + url.Values{"n": {r.Number}, "c": {code}}.Encode()
	}
	return v
}
