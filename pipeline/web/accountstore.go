package web

import (
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/account/guessable"
	"gongwen/pipeline/workspace"
)

// Accounts are the accounts of a data folder's reading room. Whoever guesses at their
// passwords knows whose government it is.
func Accounts(f workspace.Folder) (*account.Store, error) {
	store, err := account.Open(f.Accounts())
	if err != nil {
		return nil, err
	}
	// Settings with a mistake in them keep nobody out here: who opens the data folder is told.
	if config, err := workspace.ReadConfig(f); err == nil {
		store.Known = []guessable.Known{
			{Word: config.Government, What: "本级政府的名称"},
			{Word: config.Office, What: "本办公室的名称"},
			{Word: config.Superior, What: "上级政府的名称"},
			{Word: config.Phone, What: "办公室电话"},
		}
	}
	return store, nil
}
