package bag

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

const (
	declarationName = "bagit.txt"
	infoName        = "bag-info.txt"
	manifestName    = "manifest-sha256.txt"
	tagManifestName = "tagmanifest-sha256.txt"
	payload         = "data"

	declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
)

// escape writes a path as a manifest line can hold it: RFC 8493 2.1.3 encodes
// line breaks and, so that this can be undone, the per cent sign.
var escape = strings.NewReplacer("%", "%25", "\n", "%0A", "\r", "%0D")

var unescape = strings.NewReplacer("%25", "%", "%0A", "\n", "%0a", "\n", "%0D", "\r", "%0d", "\r")

// formatManifest lists files by path, in the form sha256sum writes and checks.
func formatManifest(files []File) []byte {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	var b bytes.Buffer
	for _, f := range files {
		fmt.Fprintf(&b, "%s  %s\n", f.SHA256, escape.Replace(f.Path))
	}
	return b.Bytes()
}

// parseManifest reads path to SHA-256. A path that leads out of the bag is an
// error: a manifest may come from anywhere.
func parseManifest(text []byte) (map[string]string, error) {
	sums := map[string]string{}
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		sum, path, ok := strings.Cut(strings.TrimSuffix(line, "\r"), " ")
		path = unescape.Replace(strings.TrimLeft(path, " *\t"))
		if _, err := hex.DecodeString(sum); !ok || err != nil || len(sum) != 64 || !fs.ValidPath(path) {
			return nil, fmt.Errorf("第%d行不是“校验值  文件名”", i+1)
		}
		if _, twice := sums[path]; twice {
			return nil, fmt.Errorf("第%d行的文件 %s 前面已经列过", i+1, path)
		}
		sums[path] = strings.ToLower(sum)
	}
	return sums, nil
}
