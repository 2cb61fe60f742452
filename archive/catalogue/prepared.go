package catalogue

import (
	"context"
	"database/sql"
	"sync"
)

// prepared keeps the statements of a database ready: reading SQL costs more than
// most of what it then does. There is a small number of them, since values are
// never part of the text.
type prepared struct {
	*sql.DB
	mu     sync.Mutex
	byText map[string]*sql.Stmt
}

func prepare(db *sql.DB) *prepared { return &prepared{DB: db, byText: map[string]*sql.Stmt{}} }

func (p *prepared) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	s, err := p.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (p *prepared) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	s, err := p.statement(ctx, text)
	if err != nil { // which the row then tells
		return p.DB.QueryRowContext(ctx, text, args...)
	}
	return s.QueryRowContext(ctx, args...)
}

func (p *prepared) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	if s := p.ready(text); s != nil {
		return s, nil
	}
	s, err := p.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if first := p.byText[text]; first != nil { // another was quicker
		return first, s.Close()
	}
	p.byText[text] = s
	return s, nil
}

func (p *prepared) ready(text string) *sql.Stmt {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.byText[text]
}

// Close ends the use of the database.
func (p *prepared) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.byText {
		_ = s.Close() // the database closes what is left
	}
	return p.DB.Close()
}

// transaction is a transaction with the statements of its database. The database
// has one connection, which the transaction holds, so what is missing is prepared
// when it is over.
type transaction struct {
	*sql.Tx
	prepared *prepared
	missing  map[string]bool
}

func (p *prepared) begin() (*transaction, error) {
	tx, err := p.Begin()
	return &transaction{tx, p, map[string]bool{}}, err
}

func (t *transaction) Exec(text string, args ...any) (sql.Result, error) {
	if s := t.ready(text); s != nil {
		return s.Exec(args...)
	}
	return t.Tx.Exec(text, args...)
}

func (t *transaction) QueryRow(text string, args ...any) *sql.Row {
	if s := t.ready(text); s != nil {
		return s.QueryRow(args...)
	}
	return t.Tx.QueryRow(text, args...)
}

func (t *transaction) ready(text string) *sql.Stmt {
	if s := t.prepared.ready(text); s != nil {
		return t.Stmt(s)
	}
	t.missing[text] = true
	return nil
}

// Commit makes the transaction last.
func (t *transaction) Commit() error {
	if err := t.Tx.Commit(); err != nil {
		return err
	}
	for text := range t.missing {
		// What cannot be prepared now, such as the making of a table that is there
		// already, goes on without.
		_, _ = t.prepared.statement(context.Background(), text)
	}
	return nil
}
