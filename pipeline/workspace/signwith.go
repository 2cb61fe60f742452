package workspace

import "fmt"

// SignWith is the least by which a person shows, with every form of signatures, that it is
// they (签批时的身份核验). Whoever has registered an authenticator gives a code of it in any
// case.
type SignWith string

const (
	SignWithPassword    SignWith = "password"    // the password again
	SignWithCode        SignWith = "code"        // the password and a code of an authenticator
	SignWithCertificate SignWith = "certificate" // the password, over a connection with the person's certificate
)

func (s SignWith) mistake() string {
	switch s {
	case SignWithPassword, SignWithCode, SignWithCertificate:
		return ""
	}
	return fmt.Sprintf("sign_with 不认识“%s”，只能是 password（密码）、code（密码和动态码）或 certificate（证书）", s)
}
