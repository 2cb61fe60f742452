package roster

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"strings"
	"testing"
)

func TestCategories(t *testing.T) {
	r, err := Read(YAMLName, []byte(`任职:
  - {姓名: 甲, 单位: 教务处, 职务: 教务处主任, 类别: 处室主要负责人, 任职自: 2024-01-01}
  - {姓名: 乙, 单位: 教务处, 职务: 教务处副主任, 类别: 处长, 任职自: 2024-01-01}
单位:
  - {单位: 教务处, 类型: 科室}
  - {单位: 总务处}
`))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Check(Categories{}); err != nil {
		t.Errorf("an office that lists none may write any: %v", err)
	}
	own := Categories{Ranks: []string{"校长", "处室主要负责人"}, Types: []string{"处室", "年级组"}}
	const want = `花名册：乙（教务处副主任）的“类别”：“处长”不在可选项中，请从“校长”“处室主要负责人”中选一项（写在规则册的 rulebook.yaml 里）
花名册：教务处的“类型”：“科室”不在可选项中，请从“处室”“年级组”中选一项（写在规则册的 rulebook.yaml 里）`
	if err := r.Check(own); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	var b bytes.Buffer
	if err := WriteWorkbook(&b, r, own); err != nil {
		t.Fatal(err)
	}
	parts, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	offered := ""
	for _, name := range []string{"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"} {
		text, err := fs.ReadFile(parts, name)
		if err != nil {
			t.Fatal(err)
		}
		offered += string(text)
	}
	if !strings.Contains(offered, "校长,处室主要负责人") || !strings.Contains(offered, "处室,年级组") {
		t.Error("the workbook does not offer the office's own words")
	}
}
