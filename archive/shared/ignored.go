package shared

import (
	"path"
	"slices"
	"strings"
)

// Files to ignore are told by how a name begins, how it ends, or as a whole; capitals do
// not count.
var (
	ignoredBegins = []string{
		"~$", ".~", // lock files of Office and WPS, of LibreOffice
		"~wrl", "~wrd", // Word's own
		"._",                                           // macOS, beside every file on a share
		".nfs", ".smbdelete", ".fuse_hidden", ".cifs.", // deleted while open on a share
		".goutputstream-", ".trash-", ".sync", ".stfolder", ".stversions", ".dropbox",
	}
	ignoredEnds = []string{
		"~", ".tmp", ".temp", ".~tmp", ".swp", ".swx", // being edited
		".part", ".partial", ".filepart", ".crdownload", ".download", ".downloading", ".td", ".xltd", ".aria2", // being fetched
	}
	ignoredNames = []string{
		".ds_store", ".appledouble", ".temporaryitems", "temporary items", ".spotlight-v100", ".fseventsd", ".trashes", "network trash folder", "__macosx",
		"thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "recycler", "system volume information",
		"@eadir", "#recycle", "#snapshot", ".@__thumb", "@recycle", ".recycle", ".snapshot", "~snapshot", ".zfs", // of storage boxes
		".trash", ".directory", "lost+found", ".git", ".svn",
	}
)

// A shortcut (.lnk, .url) is not among them: somebody meant to hand in what it leads to,
// and is to be told that only the shortcut came.

// IsIgnored reports whether a file or folder name belongs to something a program
// left behind, which no person means to hand in.
func IsIgnored(name string) bool {
	lower := strings.ToLower(name)
	begins := func(with string) bool { return strings.HasPrefix(lower, with) }
	ends := func(with string) bool { return with == "~" && strings.HasSuffix(lower, "~") || path.Ext(lower) == with }
	return slices.ContainsFunc(ignoredBegins, begins) || slices.ContainsFunc(ignoredEnds, ends) || slices.Contains(ignoredNames, lower)
}
