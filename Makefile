# make run    builds, indexes seeds/articles, serves http://127.0.0.1:8080
# make test   runs the tests
# make check  gofmt, vet, staticcheck and the tests with the race detector (the
#             only thing here that needs a C compiler)
# make bench  speed and size, as the README's table has them
# make eval   quality of the search: judged queries, and data sets where there are any
#             (seeds/beir.txt keeps their figures, seeds/ablation.txt what each
#             view of the text is worth)
# make screenshots  pictures of the main pages, into .build/screenshots
# make fuzz   every fuzz test for FUZZTIME, and ten thousand queries, in memory and
#             on disk, against a naive search
# make train  trains the reference tagger anew, which gives the same bytes
# make clean  removes what the others made

BUILD    := .build
IZDE     := $(BUILD)/izde
INDEX    ?= $(BUILD)/index
ADDR     ?= 127.0.0.1:8080
EVAL     ?= ../shared/eval
FUZZTIME ?= 30s

export CGO_ENABLED := 0

.PHONY: run test check bench eval screenshots fuzz train build clean
.DEFAULT_GOAL := build

build:
	@mkdir -p $(BUILD)
	go build -trimpath -o $(IZDE) ./cmd/izde

run: build
	$(IZDE) index --index $(INDEX) seeds/articles
	$(IZDE) serve --index $(INDEX) --addr $(ADDR)

# What is missing for the browser tests is told: go test passes over it silently.
BROWSER = $(firstword $(foreach b,$(IZDE_BROWSER) chromium chromium-browser google-chrome google-chrome-stable,$(shell command -v $(b) 2>/dev/null)))

test:
	@test -n "$(BROWSER)" || echo "skipped: TestBrowser, there is no Chromium (apt-get install chromium fonts-noto-core fonts-noto-cjk, or name one in IZDE_BROWSER)"
	@test -d web/node_modules/axe-core || echo "skipped: accessibility in TestBrowser and citation-js in the tests of formats (npm install in web/)"
	go test -timeout 30m ./...

check:
	@unformatted=$$(gofmt -l cmd indexer search web); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	@command -v $$(go env CC) >/dev/null || { echo "make check: the race detector needs a C compiler ($$(go env CC) was not found)"; exit 1; }
	CGO_ENABLED=1 go test -race ./...

bench:
	IZDE_EVAL=$(abspath $(EVAL)) go test -run '^$$' -bench . -benchmem -timeout 30m ./...

eval: build
	$(IZDE) eval
	IZDE_EVAL=$(abspath $(EVAL)) IZDE_GOLD=$(abspath $(EVAL)/../gold) IZDE_ARTICLES=$(abspath $(EVAL)/../articles) IZDE_DOCUMENTS=$(abspath $(EVAL)/../documents) \
	  go test -count=1 -v -run 'Quality|TestEval|TestStemming' ./indexer/... ./search/... | grep -v '^=== '
	@sets=$$(ls -d $(EVAL)/*/ 2>/dev/null | while read d; do [ -f $$d/corpus.jsonl ] && echo --beir $$d; done); \
	if [ -z "$$sets" ]; then echo "skipped: no data sets in $(EVAL); name a folder of them with EVAL=DIR"; else $(IZDE) eval $$sets | sed -E 's/ +[^ ]+ *$$//' | tee seeds/beir.txt; { $(IZDE) eval --ablate; $(IZDE) eval --ablate $$sets; } | tee seeds/ablation.txt; fi

screenshots:
	IZDE_SCREENSHOTS=$(abspath $(BUILD)/screenshots) go test -count=1 -run TestScreenshots ./web

fuzz:
	go test -run '/model' -timeout 30m ./search/embedded -rapid.checks=2500
	@for pkg in $$(go list ./...); do \
	  for name in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$name"; go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
	  done; \
	done

train:
	IZDE_EVAL=$(abspath $(EVAL)) go test -count=1 -v -run 'TestTrain$$' ./search/cite/read -train -timeout 30m

clean:
	rm -rf $(BUILD)
