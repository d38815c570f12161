package web

// The description of the API: openapi.yaml, as JSON for programs and as a page for
// people, who read it in their language by openapi-texts.yaml.

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/goccy/go-yaml"
	"github.com/izde/izde/search/desk"
	"github.com/izde/izde/search/doc"
)

//go:embed openapi.yaml
var openAPISource []byte

//go:embed openapi-texts.yaml
var openAPITexts []byte

// apiDescription is as much of the description as the page shows.
type apiDescription struct {
	Info struct {
		Summary, Description string
	}
	Tags []struct {
		Name, Description string
	}
	Paths      map[string]map[string]apiOperation
	Components struct {
		Parameters map[string]apiParameter
		Schemas    map[string]apiSchema
	}
	Limits map[string]int `json:"x-limits"`
}

type apiOperation struct {
	OperationID          string `json:"operationId"`
	Tags                 []string
	Summary, Description string
	Parameters           []apiParameter
	RequestBody          struct{ Content map[string]apiContent }
	Responses            map[string]struct{ Content map[string]json.RawMessage }
}

// apiContent is the body of a request with its examples.
type apiContent struct {
	Schema   apiSchema
	Example  json.RawMessage
	Examples map[string]struct{ Value json.RawMessage }
}

// examples are the bodies to try, as they are sent.
func (c apiContent) examples() []string {
	bodies := []json.RawMessage{c.Example}
	if len(c.Examples) > 0 {
		bodies = nil
		for _, name := range sortedKeys(c.Examples) {
			bodies = append(bodies, c.Examples[name].Value)
		}
	}
	var texts []string
	for _, body := range bodies {
		text := string(body)
		if plain := ""; json.Unmarshal(body, &plain) == nil {
			text = plain
		}
		texts = append(texts, text)
	}
	return texts
}

// apiSchema is as much of a schema as says which values a parameter, or a member of a
// body, takes.
type apiSchema struct {
	Ref              string `json:"$ref"`
	Description      string
	Enum             []any
	Default          any
	Minimum, Maximum *int
	MaxItems         *int
	Items            *apiSchema
	Properties       map[string]apiSchema
	Required         []string
}

type apiParameter struct {
	Ref         string `json:"$ref"`
	Name, In    string
	Description string
	Required    bool
	Schema      apiSchema
	Example     any
}

// Values are those that the parameter takes, where they are listed.
func (p apiParameter) Values() string {
	list := p.Schema.Enum
	if p.Schema.Items != nil {
		list = p.Schema.Items.Enum
	}
	var texts []string
	for _, v := range list {
		if text := fmt.Sprint(v); text != "" && v != nil {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, ", ")
}

// Default is the value without the parameter; empty where there is none.
func (p apiParameter) Default() string {
	if p.Schema.Default == nil {
		return ""
	}
	return fmt.Sprint(p.Schema.Default)
}

// openAPI is the description as JSON, and the part of it that the page shows.
var openAPI = sync.OnceValues(func() ([]byte, apiDescription) {
	var d apiDescription
	data, err := yaml.YAMLToJSON(withFacets(string(openAPISource)))
	if err == nil {
		err = json.Unmarshal(data, &d)
	}
	if err != nil { // embedded when the program was built
		panic(fmt.Sprintf("openapi.yaml: %v", err))
	}
	for _, operations := range d.Paths {
		for _, op := range operations {
			for i, p := range op.Parameters {
				if name, ok := strings.CutPrefix(p.Ref, "#/components/parameters/"); ok {
					op.Parameters[i] = d.Components.Parameters[name]
				}
				schema := &op.Parameters[i].Schema
				*schema = d.resolve(*schema)
			}
		}
	}
	return data, d
})

// resolve returns the schema that s refers to, s itself where it refers to none, with
// that of its items.
func (d *apiDescription) resolve(s apiSchema) apiSchema {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		s = d.Components.Schemas[name]
	}
	if s.Items != nil {
		items := d.resolve(*s.Items)
		s.Items = &items
	}
	return s
}

// members are those of the objects that s describes, as parameters are shown.
func (d *apiDescription) members(s apiSchema) []apiParameter {
	s = d.resolve(s)
	var list []apiParameter
	for _, name := range sortedKeys(s.Properties) {
		schema := d.resolve(s.Properties[name])
		list = append(list, apiParameter{Name: name, Description: schema.Description, Required: slices.Contains(s.Required, name), Schema: schema})
	}
	return list
}

// withFacets writes the parameters of every facet in the places that openapi.yaml
// has for them.
func withFacets(source string) []byte {
	const reference, definition = "        - $ref: \"#/components/parameters/facets\"\n", "    facets: {} # those of every facet: see withFacets\n"
	var references, definitions strings.Builder
	for _, facet := range doc.Facets {
		row := facet.Row()
		schema := "type: string"
		if row.Known != nil {
			schema += ", enum: [" + strings.Join(row.Known, ", ") + "]"
		}
		for _, sign := range []string{"", "-"} {
			about := row.About
			if sign != "" {
				about = "Leaves out what the same without the minus would find."
			}
			name := sign + string(facet)
			fmt.Fprintf(&references, "        - $ref: \"#/components/parameters/%s\"\n", name)
			fmt.Fprintf(&definitions, "    %q: {name: %q, in: query, description: %q, schema: {type: array, items: {%s}}, example: [%q]}\n", name, name, about, schema, row.Example)
		}
	}
	const enum = "enum: [facets]} # every facet: see withFacets"
	var names []string
	for _, facet := range doc.Facets {
		names = append(names, string(facet))
	}
	return []byte(strings.NewReplacer(reference, references.String(), definition, definitions.String(),
		enum, "enum: ["+strings.Join(names, ", ")+"]}").Replace(source))
}

// apiTexts are the rows of openapi-texts.yaml: a sentence by language.
func apiTexts() []map[string]string {
	var rows []map[string]string
	if err := yaml.Unmarshal(openAPITexts, &rows); err != nil { // embedded when the program was built
		panic(fmt.Sprintf("openapi-texts.yaml: %v", err))
	}
	return rows
}

// translatedAPI holds the sentences by their English.
var translatedAPI = sync.OnceValue(func() map[string]map[string]string {
	texts := map[string]map[string]string{}
	for _, row := range apiTexts() {
		texts[row["en"]] = row
	}
	return texts
})

// apiPart is a part of a sentence; Code stands as it is in every language.
type apiPart struct {
	Code bool
	Text string
}

// apiText is a sentence of the description in the reader's language. What stands
// between ` is code.
func (l *locale) apiText(sentence string) []apiPart {
	sentence = strings.Join(strings.Fields(sentence), " ")
	if text := translatedAPI()[sentence][l.Tag]; text != "" {
		sentence = text
	}
	var parts []apiPart
	for i, part := range strings.Split(sentence, "`") {
		parts = append(parts, apiPart{i%2 == 1, part})
	}
	return parts
}

// openAPIDocument answers with the description, whose server is where this one is.
func (s *site) openAPIDocument(c *gin.Context) {
	data, _ := openAPI()
	if s.base != "" {
		server, err := json.Marshal([]map[string]string{{"url": s.base}})
		if err == nil {
			data, err = withMember(data, "servers", server)
		}
		if err != nil {
			s.writeProblem(c, err)
			return
		}
	}
	respond(c, "application/json; charset=utf-8", append(slices.Clip(data), '\n'), true)
}

// withMember sets a member of a JSON object.
func withMember(object []byte, name string, value json.RawMessage) ([]byte, error) {
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(object, &members); err != nil {
		return nil, fmt.Errorf("changing the member %s: %w", name, err)
	}
	members[name] = value
	return json.Marshal(members)
}

// apiPage shows the description to people.
type apiPage struct {
	frame
	About    []string // paragraphs
	Groups   []apiGroup
	Limits   []apiLimit
	Document string
}

// apiGroup are the operations of one tag.
type apiGroup struct {
	Name, About string
	Operations  []apiEntry
}

type apiEntry struct {
	apiOperation
	Method, Path string
	Statuses     []string
	// Curls are commands that ask for examples, Try the same as an address where it is
	// one that a link can ask for; empty where the corpus has nothing to ask for. Bodies
	// are those of the request, Answers the media types.
	Curls   []string
	Try     string
	Bodies  []apiBody
	Answers []string
}

// apiBody is a body that a request takes.
type apiBody struct {
	Type    string
	Members []apiParameter
}

// apiExamples are ids of the corpus, by the first part of the paths that take them.
func (s *site) apiExamples(c *gin.Context) map[string]string {
	ids := map[string]string{}
	index, release, err := s.open()
	if err != nil { // the page tells how to ask all the same
		return ids
	}
	defer release()
	ctx, d := c.Request.Context(), desk.New(index)
	if docs, _, err := d.Documents(ctx, 0, 1); err == nil && len(docs) > 0 {
		ids["documents"] = docs[0].ID
		if passages, err := d.Passages(ctx, docs[0].ID); err == nil && len(passages) > 0 {
			ids["passages"] = passages[0].ID
		}
	}
	if works, _, err := d.Works(ctx, &desk.WorksRequest{Limit: 1}); err == nil && len(works) > 0 {
		ids["works"] = works[0].ID
	}
	if authors, _, err := d.Authors(ctx, "", 0, 1); err == nil && len(authors) > 0 {
		ids["authors"] = authors[0].ID
	}
	return ids
}

// newEntry shows an operation of the API at origin; ids are as apiExamples has them.
func (d *apiDescription) newEntry(op apiOperation, method, path, origin string, ids map[string]string) apiEntry {
	e := apiEntry{apiOperation: op, Method: strings.ToUpper(method), Path: path, Statuses: sortedKeys(op.Responses), Answers: sortedKeys(op.Responses["200"].Content)}
	target := path
	if kind, _, ok := strings.Cut(strings.TrimPrefix(path, apiRoot+"/"), "/{id}"); ok {
		if ids[kind] == "" {
			return e
		}
		target = strings.NewReplacer("{id}", ids[kind], "{n}", "1").Replace(path)
	}
	if method == "get" {
		for _, p := range op.Parameters {
			if p.Name == "q" && p.Example != nil {
				target += "?" + url.Values{"q": {fmt.Sprint(p.Example)}}.Encode()
			}
		}
		e.Try = origin + target
		e.Curls = []string{"curl '" + e.Try + "'"}
		return e
	}
	for _, kind := range sortedKeys(op.RequestBody.Content) {
		content := op.RequestBody.Content[kind]
		e.Bodies = append(e.Bodies, apiBody{kind, d.members(content.Schema)})
		for _, body := range content.examples() {
			e.Curls = append(e.Curls, fmt.Sprintf("curl '%s' -H 'Content-Type: %s' --data-binary '%s'", origin+target, kind, strings.ReplaceAll(body, "'", `'\''`)))
		}
	}
	return e
}

type apiLimit struct {
	Name  string
	Value int
}

// apiPage is answered without an index too, then without examples by id.
func (s *site) apiPage(c *gin.Context) {
	r := s.reader(c)
	_, d := openAPI()
	view := apiPage{frame: s.frame(r, r.T("api.title")), About: append([]string{d.Info.Summary}, strings.Split(strings.TrimSpace(d.Info.Description), "\n\n")...), Document: s.base + "/openapi.json"}
	ids, origin := s.apiExamples(c), s.origin(c.Request)+s.base
	for _, tag := range d.Tags {
		group := apiGroup{Name: tag.Name, About: tag.Description}
		for _, path := range sortedKeys(d.Paths) {
			for _, method := range sortedKeys(d.Paths[path]) {
				if op := d.Paths[path][method]; slices.Contains(op.Tags, tag.Name) {
					group.Operations = append(group.Operations, d.newEntry(op, method, path, origin, ids))
				}
			}
		}
		view.Groups = append(view.Groups, group)
	}
	for _, name := range sortedKeys(d.Limits) {
		view.Limits = append(view.Limits, apiLimit{strings.ReplaceAll(name, "_", " "), d.Limits[name]})
	}
	if err := respondPage(c, r, "api", view); err != nil {
		s.writeErrorPage(c, err)
	}
}
