package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gongwen/index"
)

// checkIndex compares the index with the catalogue.
func (v *verification) checkIndex(ctx context.Context) error {
	const mends = "下次检索或运行时会自动补上；仍有此提示的，请运行 gongwen rebuild --index"
	state, err := v.Index.Verify(ctx)
	if errors.Is(err, index.ErrMissing) || errors.Is(err, index.ErrDamaged) {
		if len(v.records) > 0 {
			v.add(Finding{Code: IndexBehind, Message: err.Error(), Advice: mends})
		}
		return nil
	}
	if err != nil {
		return err
	}
	if state.Catalogue != v.Catalogue.ID() || state.Seq < v.seq {
		v.add(Finding{Code: IndexBehind, Message: "检索索引还没有跟上目录", Advice: mends})
		return nil
	}
	var numbers []string
	for _, e := range v.records {
		numbers = append(numbers, e.number)
	}
	slices.Sort(numbers)
	lacking := 0
	for some := range slices.Chunk(numbers, 1000) {
		missing, err := v.Index.Lacking(ctx, some)
		if err != nil {
			return err
		}
		lacking += len(missing)
	}
	strangers := max(0, state.Records-(len(numbers)-lacking))
	if state.Seq > v.seq {
		strangers = 0 // filed since
	}
	if lacking > 0 || strangers > 0 {
		v.add(Finding{Code: IndexDisagrees, Message: fmt.Sprintf("检索索引缺 %d 件，多 %d 件", lacking, strangers),
			Advice: "请运行 gongwen rebuild --index"})
	}
	return nil
}
