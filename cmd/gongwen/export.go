package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/index"
	"gongwen/pipeline/search"
	"gongwen/pipeline/workspace"
)

// mostExported is how many records a file has at most: a sheet of Excel has room for a
// few more.
const mostExported = 1_000_000

// exportFormat is the format a file is written in, by its name's ending.
func exportFormat(path string) (string, error) {
	format := strings.ToLower(filepath.Ext(path))
	if !slices.Contains(search.ListFormats, format) {
		return "", fmt.Errorf("--export %s：文件名请以 %s 结尾", path, strings.Join(search.ListFormats, " 或 "))
	}
	return format, nil
}

// export writes all that a query finds to a file, and says on stderr how much that is.
func export(cmd *cobra.Command, o *workspace.Workspace, r index.Request, path string) error {
	format, err := exportFormat(path)
	if err != nil {
		return err
	}
	s := searcher(o)
	coverage, err := s.CatchUp(cmd.Context(), catchUpLimit)
	if err != nil {
		return err
	}
	list, err := s.List(cmd.Context(), r, mostExported)
	if err != nil {
		return err
	}
	list.Index = index.Status{Missing: coverage.Missing, Renewing: coverage.Renewing}
	if err := writeList(cmd.Context(), list, path, format); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "共 %d 件，已导出 %d 件到 %s\n", list.Total, list.Listed(), path)
	if cut := list.Cut(); cut != "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "注意：%s\n", cut)
	}
	answer := search.Answer{Total: list.Total, Coverage: coverage}
	printCoverage(cmd.ErrOrStderr(), answer)
	return found(answer)
}

// writeList writes a list to a file, which is whole or, where that fails, as it was.
func writeList(ctx context.Context, list *search.List, path, format string) error {
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	if err := errors.Join(list.Write(ctx, f, format), f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, path)
}
