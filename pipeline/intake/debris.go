package intake

import (
	"path"
	"slices"
	"strings"
)

// IsDebris tells whether a file or folder name belongs to something a program
// left behind, which no person means to hand in.
func IsDebris(name string) bool {
	lower := strings.ToLower(name)
	for _, prefix := range []string{"~$", ".~", "._", "~wrl"} {
		if strings.HasPrefix(lower, prefix) {
			return true
		}
	}
	if slices.Contains([]string{".tmp", ".temp", ".part", ".partial", ".crdownload", ".swp", ".lnk"}, path.Ext(lower)) {
		return true
	}
	return slices.Contains([]string{".ds_store", "thumbs.db", "desktop.ini", "@eadir", ".@__thumb",
		".trash", "$recycle.bin", ".recycle", "#recycle", "__macosx", ".git"}, lower)
}
