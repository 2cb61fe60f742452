package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/eventlog"
	"golang.org/x/sys/windows/svc/mgr"
)

const (
	restartAfter = 15 * time.Second
	wellAfter    = 24 * time.Hour // without a failure, after which they are counted anew
	stopPatience = time.Minute    // of who stops the service: what is at work is finished first
	eventID      = 1              // EventCreate.exe, whose texts are used, knows 1 to 1000
)

// services is the manager of services, opened for do.
func services(do func(*mgr.Mgr) error) error {
	m, err := mgr.Connect()
	if errors.Is(err, windows.ERROR_ACCESS_DENIED) {
		return errors.New("没有权限管理服务。请右键“命令提示符”，选“以管理员身份运行”，再来一次")
	}
	if err != nil {
		return fmt.Errorf("连不上 Windows 的服务管理器：%w", err)
	}
	return errors.Join(do(m), m.Disconnect())
}

// service is the program's own, opened for do.
func service(do func(*mgr.Service) error) error {
	return services(func(m *mgr.Mgr) error {
		s, err := m.OpenService(serviceName)
		if errors.Is(err, windows.ERROR_SERVICE_DOES_NOT_EXIST) {
			return fmt.Errorf("没有服务 %s，请先用 gongwen service install 登记", serviceName)
		}
		if err != nil {
			return fmt.Errorf("打不开服务 %s：%w", serviceName, err)
		}
		return errors.Join(do(s), s.Close())
	})
}

func installService(line []string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	return services(func(m *mgr.Mgr) error {
		s, err := m.CreateService(serviceName, program, mgr.Config{
			StartType: mgr.StartAutomatic, DelayedAutoStart: true, // after the disks and shares are there
			ErrorControl: mgr.ErrorNormal, SidType: windows.SERVICE_SID_TYPE_UNRESTRICTED,
			ServiceStartName: `NT SERVICE\` + serviceName,
			DisplayName:      "公文 gongwen", Description: "收表单、核规则、出公文、建台账、存档案，并开阅览室",
		}, line...)
		if errors.Is(err, windows.ERROR_SERVICE_EXISTS) {
			return fmt.Errorf("已有服务 %s。要换选项的，请先用 gongwen service remove 删除", serviceName)
		}
		if err != nil {
			return fmt.Errorf("登记不了服务 %s：%w", serviceName, err)
		}
		again := mgr.RecoveryAction{Type: mgr.ServiceRestart, Delay: restartAfter}
		err = errors.Join(s.SetRecoveryActions([]mgr.RecoveryAction{again, again, again}, uint32(wellAfter/time.Second)),
			s.SetRecoveryActionsOnNonCrashFailures(true), s.Close())
		// The source is there already where an earlier service was removed in haste.
		_ = eventlog.InstallAsEventCreate(serviceName, eventlog.Error|eventlog.Warning|eventlog.Info)
		return err
	})
}

func removeService() error {
	return service(func(s *mgr.Service) error {
		if err := stopAndWait(s); err != nil {
			return err
		}
		if err := s.Delete(); err != nil {
			return fmt.Errorf("删除不了服务 %s：%w", serviceName, err)
		}
		_ = eventlog.Remove(serviceName)
		return nil
	})
}

func startService() error {
	return service(func(s *mgr.Service) error {
		err := s.Start()
		if errors.Is(err, windows.ERROR_SERVICE_ALREADY_RUNNING) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("启动不了服务 %s，原因见事件查看器（来源 %s）：%w", serviceName, serviceName, err)
		}
		return nil
	})
}

func stopService() error { return service(stopAndWait) }

// stopAndWait returns when the service has stopped: what is at work is finished first.
func stopAndWait(s *mgr.Service) error {
	status, err := s.Control(svc.Stop)
	if errors.Is(err, windows.ERROR_SERVICE_NOT_ACTIVE) {
		return nil
	}
	for end := time.Now().Add(stopPatience); err == nil && status.State != svc.Stopped; status, err = s.Query() {
		if time.Now().After(end) {
			return fmt.Errorf("服务 %s 在 %v 内没有停下，多半还在办手上的；请看日志，过一会儿再来一次", serviceName, stopPatience)
		}
		time.Sleep(200 * time.Millisecond)
	}
	if err != nil {
		return fmt.Errorf("停不下服务 %s：%w", serviceName, err)
	}
	return nil
}

// asService runs the program as a service where Windows has started it as one.
func asService() (code int, is bool) {
	is, err := svc.IsWindowsService()
	if err != nil || !is {
		return 0, false
	}
	h := &handler{}
	if err := svc.Run(serviceName, h); err != nil {
		return failed, true
	}
	return h.code, true
}

// handler is the program as Windows talks to it.
type handler struct{ code int }

// Execute runs the program until it ends or Windows wants it to. A service has no
// standard error: what the program says last there, which is why it could not go on,
// goes into the event log. What it said before may hold a password, and does not.
func (h *handler) Execute(_ []string, requests <-chan svc.ChangeRequest, states chan<- svc.Status) (specific bool, code uint32) {
	const accepts = svc.AcceptStop | svc.AcceptShutdown
	states <- svc.Status{State: svc.StartPending}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ended := make(chan int, 1)
	said := &lastLine{}
	go func() { ended <- run(ctx, os.Args[1:], io.Discard, said) }()
	states <- svc.Status{State: svc.Running, Accepts: accepts}
	for {
		select {
		case h.code = <-ended:
			if h.code != 0 {
				report(said.String())
			}
			return true, uint32(h.code)
		case request := <-requests:
			switch request.Cmd {
			case svc.Interrogate:
				states <- request.CurrentStatus
			case svc.Stop, svc.Shutdown:
				states <- svc.Status{State: svc.StopPending, WaitHint: uint32(stopPatience / time.Millisecond)}
				stop()
			}
		}
	}
}

// report puts into the event log why the service ended.
func report(why string) {
	log, err := eventlog.Open(serviceName)
	if err != nil {
		return
	}
	defer log.Close()
	_ = log.Error(eventID, why)
}

// lastLine keeps the last line written to it.
type lastLine struct {
	mu   sync.Mutex
	line []byte
}

func (l *lastLine) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for part := range bytes.Lines(p) {
		if bytes.HasSuffix(l.line, []byte("\n")) {
			l.line = nil
		}
		l.line = append(l.line, part...)
	}
	return len(p), nil
}

func (l *lastLine) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(bytes.TrimSpace(l.line))
}
