package pdf

import (
	"math"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// The profile's colorants are those that the makers of profiles publish for
// sRGB, and a second implementation takes its colours for sRGB's.
func TestSrgbProfile(t *testing.T) {
	_, colorants := srgbMatrices()
	for i, want := range [][]float64{{0.4361, 0.2225, 0.0139}, {0.3851, 0.7169, 0.0971}, {0.1431, 0.0606, 0.7141}} {
		for j, got := range colorants.column(i) {
			if math.Abs(got-want[j]) > 0.0003 {
				t.Errorf("colorant %d: %v, want %v", i, colorants.column(i), want)
			}
		}
	}
	g, a, b, c, d := srgbCurve[0], srgbCurve[1], srgbCurve[2], srgbCurve[3], srgbCurve[4]
	if gap := math.Pow(a*d+b, g) - c*d; math.Abs(gap) > 1e-6 {
		t.Errorf("the curve's parts miss each other by %g", gap)
	}
	const colors = "255 0 0\n0 255 0\n0 0 255\n255 255 255\n0 0 0\n12 128 200\n"
	cmd := exec.Command("transicc", "-i", save(t, srgbProfile()), "-o", "*sRGB", "-n", "-t", "1")
	cmd.Stdin = strings.NewReader(colors)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("transicc (Debian package liblcms2-utils): %v", err)
	}
	got, want := strings.Fields(string(out)), strings.Fields(colors)
	if len(got) != len(want) {
		t.Fatalf("transicc says %s", out)
	}
	for i := range want {
		g, _ := strconv.ParseFloat(got[i], 64)
		w, _ := strconv.ParseFloat(want[i], 64)
		if math.Abs(g-w) > 0.2 {
			t.Errorf("%v became %v", want, got)
		}
	}
}
