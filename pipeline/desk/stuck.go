package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// Stuck (无人可签) is a step of a form that waits which nobody may sign today.
type Stuck struct {
	catalogue.Task
	Titles []string // who would have to: any of them where there are several
	Why    []string // for each title, in words
	Told   []string // the same, without what rests on papers that not everybody may know of
	Ways   []Way    // out of it that the regulation gives
}

// Way is what can be done about it.
type Way struct {
	Do   WayOut
	Text string
}

// WayOut is a sort of Way.
type WayOut string

const (
	ByRoster     WayOut = "roster"     // 花名册: appoint somebody, or give somebody the unit
	ByLeave      WayOut = "leave"      // 请假单: which names who acts meanwhile
	ByDelegation WayOut = "delegation" // 委托, with its document
	ByCorrection WayOut = "correction" // 撤回改正: the form names somebody who cannot sign
	ByWaiting    WayOut = "waiting"    // 等候: until they are back
	ByRules      WayOut = "rules"      // 规则: the rulebook cannot tell who is asked
)

// director is the parameter of rulebooks that has the title of the office's director.
const director = "office_director"

// SeesStuck reports whether somebody is to see to what is stuck: the director of the
// office, as the rulebook of the day names that post, or who acts for the director that
// day in all matters.
func SeesStuck(ctx context.Context, w *workspace.Workspace, r *workspace.Ruleset, person string, now time.Time) (bool, error) {
	p := NewPeople(ctx, w, r, now)
	book := r.Regulation.On(p.day)
	if book == nil || person == "" {
		return false, nil
	}
	title := book.TextOf(director)
	if slices.Contains(p.signers.Holders(title), person) {
		return true, nil
	}
	for _, kind := range r.Kinds.All() {
		if !kind.Approved() {
			continue
		}
		_, ok, err := p.may(person, catalogue.TurnGroup{Title: title, Kind: kind.Key, Dated: p.day.ISO()})
		if err != nil || !ok {
			return false, err
		}
	}
	return title != "", nil
}

// StuckOf finds what is stuck at a time, what has waited longest first, of so many forms
// after so many others; most is -1 for all. Degrees are the degrees of secrecy of forms
// that may be seen, nil for all. All is how many forms there are of it.
func StuckOf(ctx context.Context, w *workspace.Workspace, r *workspace.Ruleset, degrees []string, now time.Time, skip, most int) (found []Stuck, all int, err error) {
	p := NewPeople(ctx, w, r, now)
	groups, err := w.Catalogue.TurnGroups(ctx)
	if err != nil {
		return nil, 0, err
	}
	asked := catalogue.Asked{Degrees: degrees, Stuck: true}
	for _, g := range groups {
		someone, err := p.someone(g)
		if err != nil {
			return nil, 0, err
		}
		if !someone {
			asked.Groups = append(asked.Groups, g)
		}
	}
	counted, err := w.Catalogue.CountTurns(ctx, asked, now)
	if err != nil || counted.Forms == 0 || most == 0 {
		return nil, counted.Forms, err
	}
	turns, err := w.Catalogue.TurnsOf(ctx, asked, skip, most)
	if err != nil {
		return nil, 0, err
	}
	at := map[[2]string]bool{} // any of several titles: once
	for _, turn := range turns {
		key := [2]string{turn.Turn.Arrival, turn.Step}
		if len(turn.Or) > 0 && at[key] {
			continue
		}
		at[key] = true
		s, err := p.stuck(turn)
		if err != nil {
			return nil, 0, err
		}
		found = append(found, s)
	}
	return found, counted.Forms, nil
}

// NoteStuck notes in a ledger what is stuck at a time.
func NoteStuck(ctx context.Context, w *workspace.Workspace, r *workspace.Ruleset, l *catalogue.Ledger, now time.Time) error {
	found, forms, err := StuckOf(ctx, w, r, nil, now, 0, -1)
	if err != nil {
		return err
	}
	l.Stuck = forms
	why := map[string][]string{}
	for _, s := range found {
		for _, reason := range s.Why {
			if key := s.Turn.Arrival; !slices.Contains(why[key], reason) {
				why[key] = append(why[key], reason)
			}
		}
	}
	for i := range l.List {
		l.List[i].Stuck = why[l.List[i].ID]
	}
	return nil
}

// Stuck is why nobody may do what a turn asks for today; ok is false where somebody may.
func (p *People) Stuck(turn catalogue.Task) (s Stuck, ok bool, err error) {
	switch turn.What {
	case signoff.Stuck:
	case signoff.ToSign:
		someone, err := p.someone(turn.Group())
		if err != nil || someone {
			return s, false, err
		}
	default:
		return s, false, nil
	}
	s, err = p.stuck(turn)
	return s, err == nil, err
}

// ForApplicant tells whoever handed the form in what stops it and what to do.
func (s Stuck) ForApplicant(office string) string {
	text := "现在没有人能签：" + strings.Join(s.Told, "；") + "。" + office + "会处理，不必重送"
	for _, way := range s.Ways {
		if way.Do == ByCorrection {
			return text + "。" + way.Text
		}
	}
	return text + "；急着要的，请与" + office + "联系。"
}

// someone reports whether there is somebody today who may sign what a group asks for: who
// is there, or acts for whom it is.
func (p *People) someone(g catalogue.TurnGroup) (bool, error) {
	f := p.form(g)
	if f == nil {
		return false, nil
	}
	for _, title := range append([]string{g.Title}, g.Or...) {
		all, err := p.signers.Candidates(f, title, g.InPerson)
		if err != nil {
			return false, err
		}
		for _, c := range all {
			leave, err := p.signers.Away(f, c.Name)
			if err != nil {
				return false, err
			}
			if leave == "" {
				return true, nil
			}
		}
	}
	return false, nil
}

// stuck tells why nobody may sign, and what to do.
func (p *People) stuck(turn catalogue.Task) (Stuck, error) {
	s := Stuck{Task: turn, Titles: append([]string{turn.Title}, turn.Or...)}
	if turn.What == signoff.Stuck {
		s.Titles = nil
		s.Why = []string{unknownOf(turn)}
		s.Told = []string{"还算不出该由谁签"}
		s.Ways = []Way{{ByRoster, "先核对花名册：要问到的职务、分管单位是不是都登记了。"}, {ByCorrection, "表单上的单位、姓名写错或者漏填的，由送交人撤回，改正后重新送签。"}, {ByRules, "都没有错的，请管理规则的人看这一条。"}}
		return s, nil
	}
	g := turn.Group()
	for _, title := range s.Titles {
		g.Title = title
		why, ways, err := p.why(g)
		if err != nil {
			return s, err
		}
		s.Why = append(s.Why, why)
		if len(p.signers.Holders(title)) > 0 {
			why = named(title, p.signers.Holders(title)) + "现在不能签，没有人代行"
		}
		s.Told = append(s.Told, why)
		for _, way := range ways {
			if !slices.Contains(s.Ways, way) {
				s.Ways = append(s.Ways, way)
			}
		}
	}
	return s, nil
}

// unknownOf is why it cannot be told who is asked, as the route has it.
func unknownOf(turn catalogue.Task) string {
	route, _ := Route(turn.Route) // where it cannot be read, neither can that be told
	for _, step := range route {
		if step.Step == turn.Step && step.Unknown != "" {
			return step.Unknown
		}
	}
	return "算不出这一步由谁签"
}

// why tells why nobody may sign for a title.
func (p *People) why(g catalogue.TurnGroup) (string, []Way, error) {
	f := p.form(g)
	if f == nil {
		return "这种表单已经没有定义", []Way{{ByCorrection, "请由送交人撤回；还要办的，请管理员把这种表单的定义放回来。"}}, nil
	}
	title := g.Title
	holders := p.signers.Holders(title)
	if len(holders) == 0 {
		return p.vacant(title, g.InPerson)
	}
	var away []string
	for _, holder := range holders {
		leave, err := p.signers.Away(f, holder)
		if err != nil {
			return "", nil, err
		}
		if leave != "" {
			away = append(away, fmt.Sprintf("%s（%s）", holder, leave))
		}
	}
	// Whoever acts meanwhile is away, too.
	all, err := p.signers.Candidates(f, title, g.InPerson)
	if err != nil {
		return "", nil, err
	}
	acting := ""
	for _, c := range all {
		leave, err := p.signers.Away(f, c.Name)
		if err != nil {
			return "", nil, err
		}
		if c.For != "" {
			acting += fmt.Sprintf("；代行的%s也不在（%s）", c.Name, leave)
		}
	}
	why := fmt.Sprintf("%s都不在：%s", named(title, holders), strings.Join(away, "、"))
	if len(holders) == 1 {
		why = fmt.Sprintf("%s不在：%s", named(title, holders), strings.Join(away, "、"))
	}
	if g.InPerson {
		return why + "；这一步须本人签", []Way{{ByWaiting, "须本人签的，等本人回来，或者由本人在外登录工作台签。"}}, nil
	}
	if acting == "" {
		acting = "，没有人代行"
	}
	return why + acting, []Way{
		{ByLeave, "由请假人另报请假单，写明由在岗的谁代行职责。"},
		{ByDelegation, "由" + strings.Join(holders, "或") + "本人或者管理员设定委托，写明依据的文件。"},
		{ByWaiting, "已经提前回来的，先报销假；能在外登录的，由本人在工作台签。"},
	}, nil
}

// vacant tells why nobody holds a title.
func (p *People) vacant(title string, inPerson bool) (string, []Way, error) {
	correct := Way{ByCorrection, "表单上写错了的，由送交人撤回，改正后重新送签。"}
	unit, inCharge := strings.CutPrefix(title, "分管")
	if inCharge {
		return fmt.Sprintf("花名册里今天没有人分管%s", unit), []Way{{ByRoster, fmt.Sprintf("明确了由谁分管的，在花名册那位领导的“分管单位”里写上%s。", unit)}, correct}, nil
	}
	ways := []Way{{ByRoster, fmt.Sprintf("已经任命的，在花名册里登记%s。", title)}}
	if !inPerson {
		ways = append(ways, Way{ByRoster, fmt.Sprintf("暂时空缺的，在花名册主持工作的人的“代行职务”里写上%s。", title)})
	}
	last := templates.Date{}
	for _, a := range p.ruleset.Roster.All() {
		if a.Is(title) && !a.Until.IsZero() && a.Until.Before(p.day.Time) && a.Until.After(last.Time) {
			last = a.Until
		}
		if a.Name == title {
			ways = []Way{{ByCorrection, fmt.Sprintf("表单上写的是%s：由送交人撤回，改写现在负责的人后重新送签。", title)}, {ByRoster, "其实还在任的，请更正花名册。"}}
		}
	}
	switch {
	case !last.IsZero() && ways[0].Do == ByCorrection:
		return fmt.Sprintf("%s已于%s离任", title, last), ways, nil
	case !last.IsZero():
		return fmt.Sprintf("%s自%s起空缺，没有人代行", title, last.AddDays(1)), append(ways, correct), nil
	}
	return fmt.Sprintf("花名册里今天没有%s", title), append(ways, correct), nil
}

// named is a title with those who hold it.
func named(title string, holders []string) string {
	if len(holders) == 1 && holders[0] == title {
		return title
	}
	return title + strings.Join(holders, "、")
}
