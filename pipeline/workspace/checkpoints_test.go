package workspace

import (
	"os"
	"path/filepath"
	"testing"
)

// TestFolderCheckpoints: the key lies beside the folder, by whatever name that is given,
// or where the settings say.
func TestFolderCheckpoints(t *testing.T) {
	parent, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	real, link := filepath.Join(parent, "data"), filepath.Join(parent, "link")
	if err := os.Mkdir(real, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	t.Chdir(real)
	for _, tt := range []struct{ folder, set, key, kept string }{
		{real, "", parent + "/data.key", parent + "/data.checkpoints"},
		{real + "/", "", parent + "/data.key", parent + "/data.checkpoints"},
		{link, "", parent + "/data.key", parent + "/data.checkpoints"},
		{".", "", parent + "/data.key", parent + "/data.checkpoints"},
		{link, "../keys/office.key", parent + "/keys/office.key", parent + "/keys/office.checkpoints"},
		{real, "/etc/gongwen/office", "/etc/gongwen/office", "/etc/gongwen/office.checkpoints"},
		{parent + "/new", "", parent + "/new.key", parent + "/new.checkpoints"},
	} {
		p := Folder(tt.folder).Checkpoints(Config{Key: tt.set})
		if p.Key != tt.key || p.Kept() != tt.kept {
			t.Errorf("%+v: %s, %s", tt, p.Key, p.Kept())
		}
	}
}

// TestWorkspaceCheckpoints: without a key there is an error, and with one, made meanwhile,
// one signer for all who read beside.
func TestWorkspaceCheckpoints(t *testing.T) {
	o, err := Open(folderWith(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if _, err := o.Checkpoints(); err == nil {
		t.Error("there is a key")
	}
	if err := o.Folder.Checkpoints(o.Config).Make(t.Context()); err != nil {
		t.Fatal(err)
	}
	reading, err := o.Reading(1)
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close()
	a, err := o.Checkpoints()
	b, readingErr := reading.Checkpoints()
	if err != nil || readingErr != nil || a != b {
		t.Error(a, err, b, readingErr)
	}
	if foot := o.RegisterFoot(t.Context()); foot != "" {
		t.Error("nobody asked for", foot)
	}
	o.Config.RegisterCheckpoints = true
	if foot := o.RegisterFoot(t.Context()); foot == "" {
		t.Error("no foot")
	}
}
