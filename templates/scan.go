package templates

import (
	"maps"
	"slices"
)

// ApprovalScan (签批扫描件) is the field of kinds that are signed in the manner PaperScan:
// the scan of the sheet that was signed. No kind.yaml names it, and kinds that are signed
// otherwise do not have it.
var ApprovalScan = Field{Key: "approval_scan", Label: "签批扫描件", Type: TypeFile, Required: true,
	Note: "领导签过字的审批单的扫描件或照片的文件名（PDF、JPG、PNG、TIFF、OFD），与本表放在一起"}

// ScanFormats are the extensions that an ApprovalScan can have.
var ScanFormats = []string{"pdf", "jpg", "jpeg", "png", "tif", "tiff", "ofd"}

// WithScans is the set in which some kinds have ApprovalScan, after their approvals. A
// kind that has such a field of its own keeps that.
func (s *Set) WithScans(some func(*Kind) bool) *Set {
	with := *s
	with.kinds = maps.Clone(s.kinds)
	for key, k := range s.kinds {
		if !k.Approved() || !some(k) || k.Field(ApprovalScan.Key) != nil || k.FieldNamed(ApprovalScan.Label) != nil {
			continue
		}
		scanned := *k
		at := slices.IndexFunc(k.Fields, func(f Field) bool { return f.Key == k.ApprovalsKey() })
		scanned.Fields = slices.Insert(slices.Clone(k.Fields), at+1, ApprovalScan)
		with.kinds[key] = &scanned
	}
	return &with
}

// WithoutScans is the set in which a kind does not have what WithScans gave it.
func (s *Set) WithoutScans(kind string) *Set {
	k := s.kinds[kind]
	if k == nil {
		return s
	}
	if f := k.Field(ApprovalScan.Key); f == nil || f.Note != ApprovalScan.Note {
		return s // its own
	}
	without := *s
	without.kinds = maps.Clone(s.kinds)
	without.kinds[kind] = k.WithoutScan()
	return &without
}

// WithoutScan is the kind as its kind.yaml has it.
func (k *Kind) WithoutScan() *Kind {
	without := *k
	without.Fields = slices.DeleteFunc(slices.Clone(k.Fields), func(f Field) bool { return f.Key == ApprovalScan.Key })
	return &without
}
