package extract

import (
	"errors"
	"fmt"
	"io"
	"path"

	"gongwen/templates/opc"
)

// mostDepth is how many files deep files are read: a letter holds a workbook that
// holds a picture's drawing.
const mostDepth = 3

// embedded reads a part that is a file of its own. What cannot be read of it is a gap
// of the whole.
func (p *pack) embedded(part *opc.Part, title string) error {
	var data []byte
	err := p.stream(part, title, func(r io.Reader) (err error) {
		data, err = io.ReadAll(io.LimitReader(r, p.x.limits.Size+1))
		return err
	})
	if err != nil || data == nil {
		return err
	}
	return p.x.inner(p.into, title, path.Base(part.Name), data)
}

// inner reads a file that lies in another one.
func (x *Extractor) inner(into *text, title, name string, data []byte) error {
	named := fmt.Sprintf("%s（%s）", title, name)
	if int64(len(data)) > x.limits.Size {
		into.miss(TooLarge, named+"过大，未读")
		return nil
	}
	if into.depth == mostDepth {
		into.miss(TooLarge, named+"嵌套过深，未读")
		return nil
	}
	into.depth++
	defer func() { into.depth-- }()
	read, err := sniff(name, data)
	if err == nil {
		err = guarded(func() error { return read(x, into, data) })
	}
	if lineErr := into.breakLine(); err == nil {
		err = lineErr
	}
	var partial partialError
	switch {
	case err == nil:
		return nil
	case stops(err):
		return err
	case errors.Is(err, errTooLarge):
		into.miss(TooLarge, named+"过大")
	case errors.Is(err, errEncrypted):
		into.miss(Encrypted, named+"有密码，未读")
	case errors.As(err, &partial):
		into.miss(Partial, named+string(partial))
	case errors.As(err, new(unsupportedError)):
		into.miss(Unsupported, named+"未读："+err.Error())
	default:
		into.miss(Damaged, named+"不完整或已损坏")
	}
	return nil
}
