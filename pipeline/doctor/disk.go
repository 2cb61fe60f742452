package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// What room is little, in bytes and in hundredths of the disk: a form with its attachments
// may take 200 MB, an index that is made anew as much as the old one.
const (
	noRoom     = 512 << 20
	littleRoom = 5 << 30
	noPart     = 3
	littlePart = 10
)

// space looks at the room on the disks.
func (e *Examination) space(context.Context) {
	for _, disk := range []struct{ what, folder string }{
		{"数据文件夹所在的磁盘", string(e.Folder)}, {"档案所在的磁盘", e.Folder.Archive()}, {"临时文件所在的磁盘", e.tempFolder()},
	} {
		free, size, err := e.Machine.Space(disk.folder)
		if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			e.unknown("disk-free", disk.what, disk.folder, err)
			continue
		}
		value := fmt.Sprintf("余 %s，共 %s", bytes(free), bytes(size))
		advice := "请清出空间或换大的磁盘；issued/、returned/ 里的旧副本可以用 gongwen clean 清理，档案会长多少见“容量”"
		switch part := 100 * free / max(size, 1); {
		case free < noRoom || part < noPart && free < littleRoom:
			e.add(Problem, "disk-free", disk.what+"快满了", disk.folder, value, advice+"。满了以后收件停在待办，腾出空间后自动继续")
		case free < littleRoom || part < littlePart && free < 4*littleRoom:
			e.add(Warning, "disk-free", disk.what+"空间不多", disk.folder, value, advice)
		default:
			e.ok("disk-free", disk.what, disk.folder, value)
		}
	}
}

// tempFolder is where the programs put what they need while they run.
func (e *Examination) tempFolder() string {
	if dir := e.Folder.Temporary(""); isFolder(dir) {
		return dir
	}
	return os.TempDir()
}

func isFolder(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && info.IsDir()
}

// inodes looks at how many more files the disk takes: each record is a dozen small ones.
func (e *Examination) inodes(context.Context) {
	free, count, err := e.Machine.Inodes(string(e.Folder))
	if err != nil || count == 0 { // it has as many as there is room for
		return
	}
	value := fmt.Sprintf("还能放 %d 个文件，共 %d", free, count)
	switch {
	case free < 10_000 || 100*free/count < 2:
		e.add(Problem, "disk-files", "磁盘能放的文件数（inode）快用完了", string(e.Folder), value, "请换一块按小文件格式化的磁盘（mkfs.ext4 -T small，或用 xfs），把数据文件夹搬过去：每件档案约有十几个文件")
	case free < 100_000 || 100*free/count < 10:
		e.add(Warning, "disk-files", "磁盘能放的文件数（inode）不多", string(e.Folder), value, "请预备换一块按小文件格式化的磁盘：每件档案约有十几个文件")
	default:
		e.ok("disk-files", "磁盘能放的文件数", string(e.Folder), value)
	}
}

func bytes(n uint64) string {
	if n < 1<<30 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
}
