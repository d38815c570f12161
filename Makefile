# make run    builds, indexes seeds/articles, serves http://127.0.0.1:8080
# make test   runs the tests
# make check  gofmt, vet, staticcheck and the tests with the race detector (the
#             only thing here that needs a C compiler)
# make bench  speed and size, as the README's table has them
# make bench-corpus N=100000 OUT=DIR  writes a generated library of about N passages
# make bench-search CORPUS=DIR  indexes and searches it beside SQLite and plain bleve;
#             their indexes stay beside DIR and are used again
# make bench-load CORPUS=DIR  serves the index that bench-search made, on LOAD_ADDR, and
#             measures it under load: the rate it holds, beside heavy requests, at ten
#             times the rate, while a generation takes the place of another
# make eval   quality of the search: judged queries, and data sets where there are any
#             (seeds/beir.txt keeps their figures, seeds/ablation.txt what each
#             view of the text is worth, seeds/together.txt how languages find each other
#             in one corpus, seeds/strangers.txt what finds answers that there are not,
#             seeds/parallel.txt how the last 497 sentences of 1,997 in four languages find
#             each other, without and with the others brought as parallel texts)
# make screenshots  pictures of the main pages, into .build/screenshots
# make fuzz   ten thousand queries, in memory and on disk, against a naive search, and
#             FUZZTIME (1200) seconds divided among all fuzz tests: each says how long it
#             ran, and those after one that fails run all the same
# make torture  TORTURE (1) times: 200 kills of a writer, 300 files damaged while they
#             are served and 500 at rest, 60 full disks (as root), 80 bounds of open files,
#             and kills and failing system calls at random touches of files: 270 while
#             indexing, 60 while serving and watching (Linux; about half an hour in all,
#             seeds are printed); every go test does some of each
# make train  trains the reference tagger anew, which gives the same bytes
# make cluster  starts OpenSearch on this machine, to try izde on it and to run the tests
#             of search/cluster; make cluster-corpora tries N (200) random corpora
#             there, make cluster-stop ends it
# make deb    a Debian package, into .build: service, manual, completions; the same
#             commit gives the same bytes
# make image  a container with izde alone (podman or docker)
# make reproducible  builds the commit once more, in another folder and from nothing, and
#             compares the bytes
# make sbom   what is linked into izde, as CycloneDX, into .build/sbom.json
# make vectors  packs the table of word vectors from VECTORS=FILE, SENTENCES=FILE and MORE=FILE, to the
#             same bytes; with TABLE=FILE, an earlier table.bin, in place of the first two
# make clean  removes what the others made

SHELL    := bash
BUILD    := .build
IZDE     := $(BUILD)/izde
INDEX    ?= $(BUILD)/index
ADDR     ?= 127.0.0.1:8080
EVAL     ?= ../shared/eval
FUZZTIME ?= 1200
TORTURE  ?= 1

export CGO_ENABLED := 0

.PHONY: run test check vulnerabilities bench bench-corpus bench-search bench-load eval screenshots fuzz torture train vectors cluster cluster-corpora cluster-stop deb image sbom reproducible build clean
.DEFAULT_GOAL := build

# Without tables for debuggers, which are 20 MB; models of 75 languages are 124 MB.
build:
	@mkdir -p $(BUILD)
	go build -trimpath -ldflags '-s -w' -o $(IZDE) ./cmd/izde

run: build
	$(IZDE) index --index $(INDEX) seeds/articles
	$(IZDE) serve --index $(INDEX) --addr $(ADDR)

# What is missing for the browser tests is told: go test passes over it silently.
BROWSER = $(firstword $(foreach b,$(IZDE_BROWSER) chromium chromium-browser google-chrome google-chrome-stable,$(shell command -v $(b) 2>/dev/null)))

test:
	@test -n "$(BROWSER)" || echo "skipped: TestBrowser, there is no Chromium (apt-get install chromium fonts-noto-core fonts-noto-cjk, or name one in IZDE_BROWSER)"
	@command -v tesseract >/dev/null || echo "skipped: TestScan, there is no Tesseract (apt-get install tesseract-ocr)"
	@test -d web/node_modules/axe-core || echo "skipped: accessibility in TestBrowser and citation-js in the tests of formats (npm install in web/)"
	@test -n "$(IZDE_TEST_CLUSTER)" || echo "skipped: the tests of search/cluster with a cluster (make cluster, and name it in IZDE_TEST_CLUSTER)"
	go test -timeout 30m ./...

check:
	@unformatted=$$(gofmt -l cmd indexer search web); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	@command -v $$(go env CC) >/dev/null || { echo "make check: the race detector needs a C compiler ($$(go env CC) was not found)"; exit 1; }
	CGO_ENABLED=1 go test -race ./...
	@$(MAKE) --no-print-directory vulnerabilities

# Known faults of what is linked in. Their list is asked for over the network: where it
# cannot be had, that is said and is no failure.
vulnerabilities:
	@mkdir -p $(BUILD)
	@go run golang.org/x/vuln/cmd/govulncheck@v1.1.4 ./... >$(BUILD)/vulnerabilities 2>&1 && echo "govulncheck: nothing is known" || \
	{ grep -q '^govulncheck: fetching' $(BUILD)/vulnerabilities && echo "skipped: govulncheck cannot reach its list" || { cat $(BUILD)/vulnerabilities; exit 1; }; }

bench:
	IZDE_EVAL=$(abspath $(EVAL)) go test -run '^$$' -bench . -benchmem -timeout 30m ./...

bench-corpus:
	@test -n "$(N)" && test -n "$(OUT)" || { echo "make bench-corpus: name the number of passages and a folder, N=100000 OUT=DIR"; exit 1; }
	IZDE_BENCH_CORPUS=$(abspath $(OUT)) IZDE_BENCH_PASSAGES=$(N) IZDE_EVAL=$(abspath $(EVAL)) go test -count=1 -v -timeout 6h -run 'TestBenchCorpus$$' ./cmd/izde

bench-search:
	@test -d "$(CORPUS)" || { echo "make bench-search: name a folder that make bench-corpus made, CORPUS=DIR"; exit 1; }
	IZDE_BENCH_CORPUS=$(abspath $(CORPUS)) go test -count=1 -v -timeout 6h -run 'TestBenchSearch$$' ./cmd/izde

bench-index:
	@test -d "$(CORPUS)" || { echo "make bench-index: name a folder that make bench-corpus made, CORPUS=DIR"; exit 1; }
	IZDE_BENCH_CORPUS=$(abspath $(CORPUS)) go test -count=1 -v -timeout 6h -run 'TestBenchIndex$$' ./cmd/izde

LOAD_ADDR ?= 127.0.0.1:8089

bench-load: build
	@test -d "$(CORPUS).index" || { echo "make bench-load: name a folder that make bench-search indexed, CORPUS=DIR"; exit 1; }
	IZDE_BENCH_CORPUS=$(abspath $(CORPUS)) IZDE_BENCH_PROGRAM=$(abspath $(IZDE)) IZDE_BENCH_ADDR=$(LOAD_ADDR) go test -count=1 -v -timeout 1h -run 'TestBenchLoad$$' ./cmd/izde

eval: build
	$(IZDE) eval
	IZDE_EVAL=$(abspath $(EVAL)) IZDE_GOLD=$(abspath $(EVAL)/../gold) IZDE_ARTICLES=$(abspath $(EVAL)/../articles) IZDE_DOCUMENTS=$(abspath $(EVAL)/../documents) \
	  go test -count=1 -v -run 'Quality|TestEval|TestStemming' ./indexer/... ./search/... | grep -v '^=== '
	@sets=$$(ls -d $(EVAL)/*/ 2>/dev/null | while read d; do [ -f $$d/corpus.jsonl ] && echo --beir $$d; done); \
	if [ -z "$$sets" ]; then echo "skipped: no data sets in $(EVAL); name a folder of them with EVAL=DIR"; else $(IZDE) eval $$sets | sed -E 's/ +[^ ]+ *$$//' | tee seeds/beir.txt; { $(IZDE) eval --ablate; $(IZDE) eval --ablate $$sets; } | tee seeds/ablation.txt; fi
	@sets=$$(for s in en ru zh; do echo --beir $(EVAL)/xquad-$$s; done; echo --beir $(EVAL)/kazqad-kk); \
	if [ -f $(EVAL)/parallel.tsv ]; then for learn in "" --learn; do $(IZDE) eval --parallel $(EVAL)/parallel.tsv --last 497 $$learn; done | tee seeds/parallel.txt; fi; \
	if [ -d $(EVAL)/kazqad-kk ]; then $(IZDE) eval --together $$sets | tee seeds/together.txt; $(IZDE) eval --strangers $$(for s in en-ru ru-en zh-en; do echo --beir $(EVAL)/xquad-$$s; done) | tee seeds/strangers.txt; fi

screenshots:
	IZDE_SCREENSHOTS=$(abspath $(BUILD)/screenshots) go test -count=1 -run TestScreenshots ./web

fuzz:
	go test -run '/model' -timeout 30m ./search/embedded -rapid.checks=2500
	@mkdir -p $(BUILD)
	@targets=$$(grep -rlE '^func Fuzz' --include=*_test.go . | xargs -n1 dirname | sort -u | while read -r dir; do \
	  cat $$dir/*_test.go | sed -n 's/^func \(Fuzz[A-Za-z]*\).*/\1/p' | sort | sed "s|^|$$dir |"; done); \
	share=$$(( $(FUZZTIME) / $$(echo "$$targets" | wc -l) )); failed=0; \
	while read -r dir name; do \
	  start=$$(date +%s); go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $${share}s -fuzzminimizetime 1s $$dir >$(BUILD)/fuzz 2>&1 && end=ok || { end=FAILED; failed=1; }; \
	  echo "$$dir $$name: $$end after $$(( $$(date +%s) - start )) s"; test $$end = ok || cat $(BUILD)/fuzz; \
	done <<<"$$targets"; exit $$failed

torture:
	IZDE_TORTURE=$(TORTURE) go test -count=1 -v -timeout $(TORTURE)h -run 'KilledWriter|Damage|FullDisk|TooFewFiles|FaultWhile' ./search/embedded ./cmd/izde | grep -v '^=== '

train:
	IZDE_EVAL=$(abspath $(EVAL)) go test -count=1 -v -run 'TestTrain$$' ./search/cite/read -train -timeout 30m

vectors:
	go test -count=1 -run 'TestMakeTable$$' ./search/glossary -more $(abspath $(MORE)) \
	  $(if $(TABLE),-table $(abspath $(TABLE)),-vectors $(abspath $(VECTORS)) -sentences $(abspath $(SENTENCES)))
	go test -count=1 ./search/glossary
# The server's user, nobody where root starts it, has to enter the folder.
CLUSTER ?= $(or $(TMPDIR),/tmp)/izde-cluster

cluster:
	@search/cluster/start-opensearch.sh start --dir $(CLUSTER)
	@echo "export IZDE_TEST_CLUSTER=http://127.0.0.1:9200    for go test ./search/cluster"
	@echo "izde index --engine opensearch --url http://127.0.0.1:9200 PATH…"

cluster-corpora:
	IZDE_CORPORA=$(or $(N),200) go test -run TestCluster/random -timeout 0 -v ./search/cluster

cluster-stop:
	@search/cluster/start-opensearch.sh stop --dir $(CLUSTER) --wipe

deb: build
	@cmd/izde/package/deb.sh $(IZDE) $(BUILD)

image:
	@engine=$$(command -v podman || command -v docker) || { echo "make image: podman or docker is needed"; exit 1; }; \
	  $$engine build -f cmd/izde/package/Containerfile -t izde .

reproducible: build
	@test -z "$$(git status --porcelain -uno)" || { echo "make reproducible: commit first; the program names its commit"; exit 1; }
	@git worktree add -q --detach $(BUILD)/again HEAD
	@cd $(BUILD)/again && GOCACHE=$(abspath $(BUILD))/again.cache go build -trimpath -ldflags '-s -w' -o $(abspath $(BUILD))/izde-again ./cmd/izde; end=$$?; \
	cd $(CURDIR) && git worktree remove --force $(BUILD)/again && rm -rf $(BUILD)/again.cache && test $$end = 0
	@cmp $(IZDE) $(BUILD)/izde-again && sha256sum $(IZDE)

sbom: build
	go run github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0 bin -json -noserial -output $(BUILD)/sbom.json $(IZDE)

clean:
	rm -rf $(BUILD)
