# make demo    the whole way on the samples
# make test    every test but the long ones, on two cores in some minutes
# make trials  the long ones: torture, thief and load in their short forms, and whether
#              they notice; the programs that write workbooks; and the tests that are
#              short in make test, in full
# make check   what must hold before a change is handed in
# make package       what offices install, in bin/package; ARCH, FORMAT, VERSION say which
# make package-test  installs it on a bare Debian, as root: service, upgrade, removal
# make bench   the figures; with DOCUMENTS=100000 for a long run of the press, RECORDS=1000000
#              for the search, whose indexes KEEP=folder keeps for the next time
# make pdfa    every kind's document before a validator of PDF/A
# make torture kills and faults, forms that somebody spoilt, and signings of random
#              offices; KILLS, FORMS, PACKETS, EDITS, HISTORIES, SEED, TIME and FAULTS set
#              how many, over what, from which seed, for how long (30m), and which faults
# make thief   a thief in the shared folders, as root; TIME (1m), SEED and AS
#              (service,root: whom the program runs as) set how long and how
# make shares  the shared folders with the real Samba, as root
# make load    readers and forms at once: READERS, FORMS a second, RECORDS at first,
#              TIME (2m), SEED; DATA keeps the filled folders for the next time
# make fuzz    every reader fed with what nobody writes, FUZZTIME each (10s)
.PHONY: build demo test trials check package package-test shares bench pdfa torture thief load fuzz

export CGO_ENABLED = 0
# So that what is built once serves all: the program, the tests, another clone.
export GOFLAGS += -trimpath
PLATFORMS = linux/amd64 linux/arm64 linux/loong64 windows/amd64

build:
	go build -o bin/ ./cmd/gongwen ./cmd/proofcheck

demo: build
	.ci/setup fonts
	rm -rf demo demo.key demo.checkpoints
	bin/gongwen demo demo

# A test that skips itself proves nothing, so one is counted as a failure. Two packages
# at a time, and four tests of each that run side by side: some of their time is waiting
# for the disk, but more of them at once only take the cores from one another. Those
# that take longest begin first. make check vets. A busy machine may take more than the
# ten minutes that go test gives a package. The log is the first argument, flags and
# packages are the second.
define tests
	go test -count=1 -vet=off -timeout 30m -p 2 -parallel 4 -v $(2) > $(1) 2>&1 || { grep -E '^(---|\s+---) FAIL|^FAIL|^panic|\.go:[0-9]+:' $(1) | tail -100; exit 1; }
	@grep -E '^(ok|\?)' $(1)
	@! grep -E '^\s*--- SKIP' $(1)
	@echo "$$(grep -cE '^\s*--- PASS' $(1)) passed, 0 failed"
endef

# Tests that take long whatever is left out.
HARNESSES = gongwen/cmd/torture gongwen/cmd/thief gongwen/cmd/load gongwen/pipeline/form/producers
# Tests that start browsers, other programs' many forms, or this program many times over:
# they are left to make trials.
LONG = Test\w*InBrowser|TestWorkbookByJudges|TestServerLetsNothingOutOfAnAcceptedForm|TestBackupCommandAtWork|TestChangeTellsOfAnUpgrade|TestRunSetsModes|TestServeKnowsOfTheRunBesideIt|TestRebuildKilled|TestDataFromRealTools|TestOnceKeepsEveryByte|TestRunGoesOnBesideAFolderThatDoesNotAnswer
# Packages with tests that make test leaves out, or that do less under -short: the same
# many times over, or what an office does now and then.
MANY = $(addprefix ./,$(shell grep -rlE --include='*_test.go' 'testing\.Short|func ($(LONG))\b' */ | xargs -n 1 dirname | sort -u))

test: | bin
	.ci/setup fonts tools
	$(call tests,bin/test.log,-short -skip '^($(LONG))$$' $(filter-out $(HARNESSES),$(shell go list ./cmd/gongwen ./pipeline ./pipeline/web ./templates/pdf ./pipeline/form ./pipeline/rules ./...)))

trials: | bin
	.ci/setup fonts tools producers
	.ci/producers bin/producers
	$(call tests,bin/trials.log,$(HARNESSES) $(MANY))

# The commands' tests run the same code as processes of their own, where the race
# detector costs minutes and finds nothing that those of the packages do not; -short
# does less of what is the same many times over in one goroutine; and checkptr, which
# comes with -race, is for unsafe pointers: SQLite in Go is full of them.
check: | bin
	.ci/setup fonts tools race package
	@echo gofmt; out=$$(gofmt -l .); echo "$$out"; test -z "$$out"
	@echo vet; go vet ./...
	@echo staticcheck; go tool staticcheck ./...
	@echo tidy; go mod tidy -diff
	@echo packages; tool=$$(go tool -n staticcheck) && cd cmd/package && go vet . && "$$tool" . && go mod tidy -diff && go test -count=1 .
	@echo govulncheck; .ci/vulnerabilities
	@for p in $(PLATFORMS); do echo build $$p; GOOS=$${p%/*} GOARCH=$${p#*/} go build -o /dev/null ./cmd/gongwen || exit 1; done
	@echo race; CGO_ENABLED=1 go test -race -gcflags=all=-d=checkptr=0 -vet=off -short -p 2 -timeout 30m $$(go list ./pipeline/web ./pipeline ./templates/pdf ./... | grep -v -e /cmd/ -e /producers$$)
	@echo clean tree; out=$$(git status --porcelain); echo "$$out"; test -z "$$out"

package:
	go -C cmd/package run . $(if $(ARCH),-arch $(ARCH)) $(if $(FORMAT),-format $(FORMAT)) $(if $(VERSION),-version $(VERSION))

package-test: | bin
	.ci/package

# What documents cost beside what they cost elsewhere, and whether memory stays
# flat over DOCUMENTS of them; what RECORDS cost in the search index beside SQLite
# FTS5, and whether SUBSTRINGS of them, and as many queries put together of such, find
# all there is and nothing else; then every benchmark.
bench:
	.ci/setup fonts bench
	go test -count=1 -tags peers -run 'Peers|Flat' -v ./templates/pdf -documents $(or $(DOCUMENTS),20000)
	.ci/corpus bin/corpus
	go test -count=1 -run '^$$' -bench . -timeout 0 ./index -records $(or $(RECORDS),20000) $(if $(KEEP),-keep $(abspath $(KEEP)))
	go test -count=1 -run 'Every(Substring|Tree)' -v -timeout 0 ./index -substrings $(or $(SUBSTRINGS),10000)
	go test -run '^$$' -bench . -benchmem $$(go list ./... | grep -v gongwen/index$$)

pdfa:
	.ci/setup fonts pdfa
	go test -count=1 -tags preflight -run Preflight ./templates/pdf

torture:
	.ci/setup fonts tools
	go run ./cmd/torture $(if $(KILLS),-kills $(KILLS)) $(if $(FORMS),-forms $(FORMS)) $(if $(PACKETS),-packets $(PACKETS)) \
		$(if $(SEED),-seed $(SEED)) $(if $(TIME),-time $(TIME)) $(if $(FAULTS),-faults '$(FAULTS)')
	go test -count=1 -timeout 0 -run 'ConservesCells|RetypedLabels' -v ./pipeline/form -edits $(or $(EDITS),3000) $(if $(SEED),-seed $(SEED))
	go test -count=1 -timeout 0 -run '^TestHistories$$' -v ./pipeline/signoff -histories $(or $(HISTORIES),1000000) $(if $(SEED),-seed $(SEED))

thief:
	.ci/setup fonts tools
	go run ./cmd/thief $(if $(TIME),-time $(TIME)) $(if $(SEED),-seed $(SEED)) $(if $(AS),-as $(AS))

# In namespaces of its own: the machine's users, network and processes are left alone.
shares:
	.ci/setup shares
	go test -count=1 -tags samba -v ./cmd/shares

load:
	.ci/setup fonts
	go run ./cmd/load $(if $(READERS),-readers $(READERS)) $(if $(FORMS),-forms $(FORMS)) $(if $(RECORDS),-records $(RECORDS)) \
		$(if $(TIME),-time $(TIME)) $(if $(SEED),-seed $(SEED)) $(if $(DATA),-data $(DATA))

# What a target finds it leaves in the testdata of its package, as text: mend it
# and keep that.
FUZZTIME = 10s
fuzz: | bin
	.ci/setup fonts
	@go list ./... | while read package; do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$target  $$package"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package >bin/fuzz.log 2>&1 || { tail -40 bin/fuzz.log; exit 1; }; \
		done; \
	done

bin:
	mkdir -p bin
