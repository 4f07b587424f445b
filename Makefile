# Everything that is done more than once has a name here. Nothing needs npm or
# cgo. The tools are pinned in tools/go.mod, apart from the product's modules.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run build test deps vet generate check-generated lint format staticcheck tidy licences vuln size eval bench

# Everywhere, not for the release alone, so that packages are compiled once.
export CGO_ENABLED := 0

TOOL := go tool -modfile=tools/go.mod
# A test binary that takes longer than this hangs; the whole suite takes minutes.
TEST_TIMEOUT ?= 45m
# What to test: make test PKG=./internal/civil/...
PKG ?= ./...
# Labelled passages for make eval; they are no part of the repository.
EVAL ?= $(wildcard ../shared/data/requirements/*.jsonl)
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: ## the demonstration: an invented company with live bids
	go run ./cmd/holdfast demo

build: ## bin/holdfast, one file without cgo
	go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/holdfast ./cmd/holdfast

test: deps vet ## install what the tests need where that is allowed, then run all of them
	go test -json -timeout $(TEST_TIMEOUT) $(PKG) | go -C tools run ./testsum
	go -C tools test ./...

deps:
	@bash tools/testdeps.sh

vet:
	go vet $(PKG)
	go -C tools vet ./...

generate: ## write the generated files again
	$(TOOL) templ generate -log-level error
	go generate ./...

check-generated: ## fail when a generated file is not what its source gives
	@bash tools/check-generated.sh

lint: format staticcheck ## gofumpt and staticcheck

format:
	@bash tools/check-format.sh

staticcheck:
	$(TOOL) staticcheck ./...

tidy: ## fail when go.mod names what is not used, or lacks what is
	go mod tidy -diff
	go -C tools mod tidy -diff

licences: ## write NOTICE and the licence texts of what is linked again
	go -C tools run ./licences -root ..

vuln: ## known vulnerabilities, where the database can be reached
	@bash tools/check-vulnerabilities.sh

size: ## fail when the binary outgrows what docs/benchmarks.md promises
	go build -ldflags "-s -w" -o bin/holdfast ./cmd/holdfast
	@bash tools/check-size.sh bin/holdfast

# Public labelled passages stand beside the project, or wherever EVAL says.
EVAL ?= $(wildcard ../shared/data/requirements/*.jsonl)

eval: ## score the reading of requirements: own passages, then EVAL="labelled.jsonl ..."
	go run ./cmd/holdfast eval requirements --verbose internal/win/requirement/testdata/passages.jsonl
	@test -z "$(filter-out %synthetic.jsonl,$(EVAL))" || go run ./cmd/holdfast eval requirements --verbose --together --buyers $(filter-out %synthetic.jsonl,$(EVAL))
	@test -z "$(filter %synthetic.jsonl,$(EVAL))" || go run ./cmd/holdfast eval requirements --verbose $(filter %synthetic.jsonl,$(EVAL))

bench: ## the figures of docs/benchmarks.md that a command gives
	go run ./cmd/holdfast bench notices --bytes 256MiB --seed 1
	go run ./cmd/holdfast bench verdicts --suppliers 10000 --notices 30000
