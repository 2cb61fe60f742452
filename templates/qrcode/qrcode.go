// Package qrcode makes QR codes (二维码): squares that a phone reads a text from.
package qrcode

import (
	"fmt"

	"rsc.io/qr"
)

// Modules are the squares of a text's QR code, by row and column, true for dark; as many
// rows as columns, without the light margin of four squares. It stays legible with 15 % of
// it covered. The error is for a text that is too long.
func Modules(text string) ([][]bool, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("二维码容不下这么长的内容：%w", err)
	}
	dark := make([][]bool, code.Size)
	for y := range dark {
		dark[y] = make([]bool, code.Size)
		for x := range dark[y] {
			dark[y][x] = code.Black(x, y)
		}
	}
	return dark, nil
}
