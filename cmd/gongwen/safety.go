package main

import (
	"fmt"
	"io"

	"gongwen/pipeline/office"
)

// secure closes what of a data folder is nobody else's, and tells what in its
// set-up lets others do more than they should. Neither keeps an office from
// working.
func secure(w io.Writer, f office.Folder) {
	tightened, err := f.Tighten()
	if tightened > 0 {
		fmt.Fprintf(w, "注意    数据文件夹里有%d个文件、文件夹别的用户也能读，已改为只有本程序能读\n", tightened)
	}
	if err != nil {
		fmt.Fprintf(w, "注意    有的文件没能改为只有本程序能读：%v。请用运行本程序的用户拥有整个数据文件夹\n", err)
	}
	for _, danger := range f.Dangers(office.ThisSystem()) {
		fmt.Fprintf(w, "注意    %s\n", danger)
	}
}
