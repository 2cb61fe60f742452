package register

import (
	"context"
	"io"
	"path"
	"path/filepath"
	"strings"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/shared"
)

// Links says what opens a record from one file that has it: an absolute address, or the
// way from where that file lies, both as RFC 3986 writes references, but with Han
// characters as they are in ways of the latter sort, which Excel does not decode. It is
// empty where nothing can be opened. A record that does not stand, being void or
// superseded, must not be opened as it was issued.
type Links func(ctx context.Context, e catalogue.Entry, stands bool) (string, error)

// StampedCopy is how a copy of a record's document is made that shows that it must not be
// used any more. Its name is empty where none can be made, or none may be.
type StampedCopy struct {
	Name  string                                // of the file, safe; it says so, too
	Print func(context.Context) ([]byte, error) // nothing where it cannot be made after all
}

// Pulls is the folder, among the registers, of those that were made on a schedule and are
// not written anew.
const Pulls = "定期"

// stampedFolder has, beside registers, the stamped copies that they link to.
const stampedFolder = "不再使用的公文"

// SiteLinks are the pages of records in the reading room at an address. They hold wherever
// the file lies, and whoever opens one must sign in: for what does not stand, the reading
// room gives the stamped copy.
func SiteLinks(site string) Links {
	site = strings.TrimSuffix(strings.TrimSpace(site), "/")
	if !strings.Contains(site, "://") { // as people write addresses
		site = "http://" + site
	}
	return func(_ context.Context, e catalogue.Entry, _ bool) (string, error) {
		return site + archive.PageOf(e.Number), nil
	}
}

// FileLinks are those of files that will lie in dir, which is open as folder; where the
// reading room has an address, that of the records' pages.
//
// Without one, the link goes to the document in the archive, so that it holds while the
// data folder is moved as a whole. Of what does not stand a stamped copy is laid beside
// the file, and nowhere else: that in issued/ is the unit's, which takes it away, and
// there is none of what a later record has superseded. A copy that is there stays.
func (b *Book) FileLinks(folder *shared.Folder, dir string) Links {
	if b.Site != "" {
		return SiteLinks(b.Site)
	}
	return func(ctx context.Context, e catalogue.Entry, stands bool) (string, error) {
		if stands {
			return wayTo(dir, b.Archive.Path(e.Folder(), e.Document.Path))
		}
		if b.Stamped == nil {
			return "", nil
		}
		stamped, err := b.Stamped(ctx, e)
		if err != nil || stamped.Name == "" {
			return "", err
		}
		copies, err := folder.MkdirAll(stampedFolder)
		if err != nil {
			return "", err
		}
		defer copies.Close()
		if there, err := copies.Lstat(stamped.Name); err != nil || !shared.Regular(there) {
			document, err := stamped.Print(ctx)
			if err != nil || len(document) == 0 {
				return "", err
			}
			if err := copies.WriteFile(b.Staging, stamped.Name, func(w io.Writer) error {
				_, err := w.Write(document)
				return err
			}); err != nil {
				return "", err
			}
		}
		return reference(path.Join(stampedFolder, stamped.Name)), nil
	}
}

// link is what the file written next has of a record.
func (b *Book) link(ctx context.Context, e catalogue.Entry, stands bool) (string, error) {
	switch {
	case b.Links != nil:
		return b.Links(ctx, e, stands)
	case b.Site != "":
		return SiteLinks(b.Site)(ctx, e, stands)
	}
	return "", nil
}

// wayTo is the way from files in a folder to another file, so that links go on working
// when the data folder is moved or seen under another drive letter.
func wayTo(from, to string) (string, error) {
	from, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	if to, err = filepath.Abs(to); err != nil {
		return "", err
	}
	way, err := filepath.Rel(from, to)
	if err != nil { // another drive
		return reference(filepath.ToSlash(to)), nil
	}
	return reference(filepath.ToSlash(way)), nil
}

// escaped are the characters of paths that mean something else in a reference.
var escaped = strings.NewReplacer("%", "%25", "#", "%23", "?", "%3F", " ", "%20", `"`, "%22", "[", "%5B", "]", "%5D", "^", "%5E", "`", "%60", "{", "%7B", "}", "%7D", "|", "%7C")

// reference is a path with / as a reference: ../2026/a b.pdf, C:/a.pdf, //server/share/a.pdf.
func reference(path string) string {
	switch escaped := escaped.Replace(path); {
	case strings.HasPrefix(path, "//"): // of a share
		return "file:" + escaped
	case len(path) > 2 && path[1:3] == ":/":
		return "file:///" + escaped
	default:
		return escaped
	}
}
