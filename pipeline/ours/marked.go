package ours

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"

	"gongwen/templates/annotate"
)

// A marked copy is a zip file. Seal puts a field with the hash of all other bytes
// into the first entry of its directory: zip has room there for what a program wants
// to note, every reader skips what it does not know, and whoever saves the workbook
// again leaves it out.
const (
	sealID     = 0x6777 // the field's, of our own
	sealLength = 4 + sha256.Size

	directoryEntry = 46 // bytes, before an entry's name
	endOfDirectory = 22 // bytes, without a comment
)

// Seal marks a workbook as ours and unchanged. What is no plain zip file stays as it
// is.
func Seal(workbook []byte) []byte {
	at, ok := sealPlace(workbook)
	if !ok {
		return workbook
	}
	sum := sha256.Sum256(workbook)
	sealed := make([]byte, 0, len(workbook)+sealLength)
	sealed = append(sealed, workbook[:at.field]...)
	sealed = binary.LittleEndian.AppendUint16(sealed, sealID)
	sealed = binary.LittleEndian.AppendUint16(sealed, sha256.Size)
	sealed = append(append(sealed, sum[:]...), workbook[at.field:]...)
	at.grow(sealed, sealLength)
	return sealed
}

// isSealed reports whether a workbook has a seal and is as it was sealed.
func isSealed(workbook []byte) bool {
	at, ok := sealPlace(workbook)
	if !ok || at.field+sealLength > len(workbook) || at.extra < sealLength {
		return false
	}
	field := workbook[at.field : at.field+sealLength]
	if binary.LittleEndian.Uint16(field) != sealID || binary.LittleEndian.Uint16(field[2:]) != sha256.Size {
		return false
	}
	was := append(append(make([]byte, 0, len(workbook)), workbook[:at.field]...), workbook[at.field+sealLength:]...)
	at.end -= sealLength
	at.grow(was, -sealLength)
	sum := sha256.Sum256(was)
	return bytes.Equal(sum[:], field[4:])
}

// place is where in a zip file the seal stands or is to stand.
type place struct {
	entry int // of the directory's first entry
	field int // of its extra fields
	extra int // their length
	end   int // of the end of the directory
}

func sealPlace(workbook []byte) (place, bool) {
	p := place{end: len(workbook) - endOfDirectory}
	if p.end < 0 || !bytes.HasPrefix(workbook[p.end:], []byte("PK\x05\x06")) {
		return p, false
	}
	p.entry = int(binary.LittleEndian.Uint32(workbook[p.end+16:]))
	if p.entry < 0 || p.entry+directoryEntry > p.end || !bytes.HasPrefix(workbook[p.entry:], []byte("PK\x01\x02")) {
		return p, false
	}
	p.field = p.entry + directoryEntry + int(binary.LittleEndian.Uint16(workbook[p.entry+28:]))
	p.extra = int(binary.LittleEndian.Uint16(workbook[p.entry+30:]))
	return p, p.field+p.extra <= p.end
}

// grow tells a zip file, in which the field has been put in or cut out, of its new
// lengths. The end of the directory is where p says, but for what was put in.
func (p place) grow(workbook []byte, by int) {
	end := len(workbook) - endOfDirectory
	add := func(at, width int) {
		if width == 2 {
			binary.LittleEndian.PutUint16(workbook[at:], uint16(int(binary.LittleEndian.Uint16(workbook[at:]))+by))
		} else {
			binary.LittleEndian.PutUint32(workbook[at:], uint32(int(binary.LittleEndian.Uint32(workbook[at:]))+by))
		}
	}
	add(p.entry+30, 2) // of the entry's fields
	add(end+12, 4)     // of the directory
}

// IsEarlierMarked reports whether a workbook is a marked copy from before there were
// seals, and was probably not saved since: none of its entries has a time, as no
// program leaves it in which people work.
func IsEarlierMarked(workbook []byte) bool {
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil || len(archive.File) == 0 {
		return false
	}
	for _, part := range archive.File {
		if part.ModifiedDate != 0 || part.ModifiedTime != 0 || part.Flags&8 == 0 {
			return false
		}
	}
	return annotate.IsMarked(workbook)
}
