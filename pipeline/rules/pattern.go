package rules

import (
	"regexp"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// planning is how every expression is made ready.
var planning = []cel.ProgramOption{cel.CustomDecoratorV2(keepPatterns), cel.EvalOptions(cel.OptOptimize)}

// keepPatterns has a call of matches keep the patterns it compiled. CEL itself keeps only
// one that is written out in the expression; most stand in parameters.
func keepPatterns(i interpreter.InterpretableV2) (interpreter.InterpretableV2, error) {
	call, ok := i.(interpreter.InterpretableCall)
	if !ok || call.Function() != overloads.Matches {
		return i, nil
	}
	kept := patterns{compiled: map[string]*regexp.Regexp{}}
	return interpreter.NewCall(call.ID(), call.Function(), call.OverloadID(), call.Args(), func(args ...ref.Val) ref.Val {
		pattern, err := kept.compile(str(args[1]))
		if err != nil {
			return types.WrapErr(err)
		}
		return types.Bool(pattern.MatchString(str(args[0])))
	}), nil
}

// maxPatterns is how many a call keeps: more than a parameter lists. A rule may also make
// them of what forms say, of which there is no end.
const maxPatterns = 100

// patterns are kept by what they were compiled from.
type patterns struct {
	mu       sync.Mutex
	compiled map[string]*regexp.Regexp
}

func (p *patterns) compile(source string) (*regexp.Regexp, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.compiled[source]; known != nil {
		return known, nil
	}
	pattern, err := regexp.Compile(source)
	if err != nil {
		return nil, err
	}
	if len(p.compiled) >= maxPatterns {
		clear(p.compiled)
	}
	p.compiled[source] = pattern
	return pattern, nil
}
