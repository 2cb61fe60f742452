package qrcode

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestModulesAsZBarReadsThem: what is drawn of the squares is read as the text it is of.
func TestModulesAsZBarReadsThem(t *testing.T) {
	const text = "otpauth://totp/x:quzhang?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=x"
	modules, err := Modules(text)
	if err != nil {
		t.Fatal(err)
	}
	const side, quiet = 6, 4
	img := image.NewGray(image.Rect(0, 0, side*(len(modules)+2*quiet), side*(len(modules)+2*quiet)))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for y, row := range modules {
		for x, dark := range row {
			for i := range side * side {
				if dark {
					img.SetGray(side*(x+quiet)+i%side, side*(y+quiet)+i/side, color.Gray{})
				}
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := exec.Command("zbarimg", "-q", "--raw", path).Output()
	if err != nil || strings.TrimSpace(string(got)) != text {
		t.Errorf("zbarimg: %q, %v", got, err)
	}
	if _, err := Modules(strings.Repeat("字", 2000)); err == nil {
		t.Error("a text that is too long was taken")
	}
}
