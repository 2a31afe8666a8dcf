# make run    judge the sample estate into backready-report/
# make test   everything, with the independent checkers it needs
# make release  what a release consists of, into dist/
GO      ?= go
OUT     ?= backready-report
SHELL   := bash
.SHELLFLAGS := -o pipefail -c
SUDO    := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SOURCES := go.mod go.sum $(shell find cmd inventory evaluate render templates -type f -not -name '*_test.go' -not -path '*/testdata/*' -not -path 'cmd/bench/*' -not -path 'cmd/mutate/*' -not -path 'cmd/release/*' -not -path 'inventory/generate/*')
ESTATE  := samples/estate/vms.json samples/estate/disks.json
# The time of the sample reports: the same bytes every day.
NOW     := 2026-11-22T02:00:00Z

.PHONY: build run test quick checkers lint fuzz mutants branches bench bench-peers golden samples parsed man release release-check clean

build: bin/backready

# Without the C library: it runs in an empty container, and starts sooner.
bin/backready: $(SOURCES)
	CGO_ENABLED=0 $(GO) build -trimpath -o $@ ./cmd/backready

run: bin/backready
	bin/backready report --out $(OUT) $(ESTATE)

# The everyday tests: no tools but Go, under a minute.
quick:
	$(GO) vet ./...
	$(GO) test ./...

# All tests, those with the checkers among them. Shows the output of those that
# fail and those that are skipped, for which `go test` needs a filter.
test: .checkers/ready
	$(GO) vet ./...
	BACKREADY_CHECKERS=$(CURDIR)/.checkers $(GO) test -count=1 -timeout 60m -json ./... | jq --unbuffered -nrjf .checkers/results.jq
	$(GO) test -race ./inventory ./evaluate/... ./render

checkers: .checkers/ready

# Programs that read what we write: LibreOffice, Chromium, npm's validators,
# one of which needs Java.
DEBIAN = $(shell command -v soffice >/dev/null || echo libreoffice-calc-nogui fonts-dejavu; \
           command -v chromium >/dev/null || echo chromium; \
           command -v pdfinfo >/dev/null || echo poppler-utils; \
           command -v npm >/dev/null || echo nodejs npm; \
           command -v java >/dev/null || echo default-jre-headless; \
           command -v jq >/dev/null || echo jq; \
           command -v minisign >/dev/null || echo minisign; \
           command -v systemd-analyze >/dev/null || echo systemd; \
           command -v xmllint >/dev/null || echo libxml2-utils; \
           /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || echo python3-aiosmtpd; \
           command -v shellcheck >/dev/null || echo shellcheck; \
           command -v zsh >/dev/null || echo zsh; \
           command -v fish >/dev/null || echo fish; \
           command -v groff >/dev/null || echo groff-base; \
           test -e /usr/share/bash-completion/bash_completion || echo bash-completion)

.checkers/ready: .checkers/package.json .checkers/package-lock.json
	@test -z "$(strip $(DEBIAN))" || { $(SUDO) apt-get update -qq && \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(strip $(DEBIAN)) >/dev/null; }
	cd .checkers && npm install --no-save --silent
	GOBIN=$(CURDIR)/.checkers/node_modules/.bin $(GO) install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
	touch $@

lint:
	@test -z "$$(gofmt -l cmd inventory evaluate render templates *.go)" || { gofmt -l . ; exit 1; }
	$(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	$(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run ./...

# Every fuzz target for FUZZTIME, one after the other. Little is made smaller of
# what is new: by default Go spends a minute on each, and tries nothing else.
FUZZTIME ?= 60s
fuzz:
	@$(GO) list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./... | while read -r pkg; do \
	  $(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' | while read -r target; do \
	    echo "$$pkg $$target" && $(GO) test $$pkg -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x || exit 1; \
	  done || exit 1; done

# What the tests of a package don't hold: N small errors, picked by SEED, one at a
# time in a copy of the source; those that no test notices are printed. ONLY is a
# pattern of places, SKIP one of tests to leave out, ALSO further packages whose
# tests count, RUN a pattern of these. An interrupt ends it with what it found so far.
PKG  ?= evaluate
N    ?= 120
SEED ?= 1
ONLY ?= .
SKIP ?=
ALSO ?=
RUN  ?=
mutants:
	$(GO) run ./cmd/mutate -n $(N) -seed $(SEED) -only '$(ONLY)' -skip '$(SKIP)' -run '$(RUN)' $(PKG) $(ALSO)

# The branches of packages that their tests never take, by default of all packages
# by all tests.
BRANCHES ?= $(shell $(GO) list -f '{{if not (len .GoFiles | eq 0)}}{{.Dir}}{{end}}' ./... | sed 's|^$(CURDIR)/||' | grep -v -E '^cmd/(bench|mutate|release)$$|/generate$$')
branches:
	$(GO) run ./cmd/mutate -branches -skip '$(SKIP)' $(BRANCHES)

# Stages of a run at 1,000 and 100,000 items, in process. BENCH picks some,
# BENCHFLAGS=-short leaves out the large ones.
BENCH ?= .
bench:
	$(GO) test -run '^$$' -bench '$(BENCH)' -timeout 60m $(BENCHFLAGS) ./cmd/backready

# Whole processes against what else people would take, on the same generated
# files, which go when it is over. SIZES are numbers of disks, ROUNDS how often,
# BENCHOUT the folder to write below, ONLY a pattern of the rows to compare.
SIZES    ?= 100k
ROUNDS   ?= 5
BENCHOUT ?=
bench-peers: bin/backready .peers/ready
	$(GO) build -o bin/bench ./cmd/bench
	bin/bench peers -sizes '$(SIZES)' -rounds $(ROUNDS) -work '$(BENCHOUT)' -only '$(ONLY)'

PEERS = $(shell command -v npm >/dev/null || echo nodejs npm; \
          /usr/bin/python3 -c 'import pandas' 2>/dev/null || echo python3-pandas; \
          /usr/bin/python3 -c 'import xlsxwriter' 2>/dev/null || echo python3-xlsxwriter)

.peers/ready: .peers/package.json .peers/package-lock.json
	@test -z "$(strip $(PEERS))" || { $(SUDO) apt-get update -qq && \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(strip $(PEERS)) >/dev/null; }
	cd .peers && npm ci --silent
	GOBIN=$(CURDIR)/.peers/node_modules/.bin $(GO) install github.com/open-policy-agent/conftest@v0.71.1
	touch $@

# Rewrite the expected outputs of the tests, the sample reports and the manual in
# doc.go among them.
golden samples: bin/backready
	$(GO) test ./cmd/backready -run 'Samples|Manual$$' -update

# The editions and guide pages in the form that is read fast, after a change of
# the YAML.
parsed:
	$(GO) test ./evaluate/matrix -run 'Parsed' -update

# The man pages, for those who package the program: the same bytes every day.
man: bin/backready
	bin/backready man man

# A release: the version is that of the tag, the time that of the commit, and the
# same commit gives the same bytes in whatever folder. MINISIGN_KEY names a secret
# key to sign the checksums with.
VERSION   ?= $(or $(patsubst v%,%,$(shell git describe --tags --dirty 2>/dev/null)),1.0.0-dev)
COMMIT    ?= $(shell git rev-parse HEAD 2>/dev/null)$(shell git diff --quiet HEAD 2>/dev/null || echo , changed since)
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null)
PLATFORMS ?= linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
DIST      ?= dist
MINISIGN_KEY ?=
release: man
	$(GO) run ./cmd/release -version '$(VERSION)' -commit '$(COMMIT)' -epoch '$(SOURCE_DATE_EPOCH)' \
	  -platforms '$(PLATFORMS)' -out '$(DIST)' -key '$(MINISIGN_KEY)'

# Build it twice, in two folders and the second time with nothing kept by Go (unless
# FRESH is empty), and compare; let the program judge where there is nothing but
# itself.
FRESH ?= yes
release-check: .checkers/ready
	BACKREADY_CHECKERS=$(CURDIR)/.checkers BACKREADY_RELEASE='$(PLATFORMS)' BACKREADY_FRESH='$(FRESH)' $(GO) test -count=1 -v -timeout 60m -run CheckersRelease ./cmd/release

clean:
	rm -rf bin man dist $(OUT) .checkers/node_modules .checkers/ready .peers/node_modules .peers/ready
