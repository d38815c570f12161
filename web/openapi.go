package web

// The description of the API: openapi.yaml, as JSON for programs and as a page for
// people.

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/goccy/go-yaml"
	"github.com/izde/izde/search/doc"
)

//go:embed openapi.yaml
var openAPISource []byte

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
	}
	Limits map[string]int `json:"x-limits"`
}

type apiOperation struct {
	OperationID          string `json:"operationId"`
	Tags                 []string
	Summary, Description string
	Parameters           []apiParameter
	Responses            map[string]json.RawMessage
}

type apiParameter struct {
	Ref         string `json:"$ref"`
	Name, In    string
	Description string
	Required    bool
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
			}
		}
	}
	return data, d
})

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
				about = "Leaves out what " + string(facet) + " would find."
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
}

type apiLimit struct {
	Name  string
	Value int
}

// apiPage needs no index.
func (s *site) apiPage(c *gin.Context) {
	r := s.reader(c)
	_, d := openAPI()
	// The marks of code are for programs that read Markdown.
	plain := func(text string) string { return strings.ReplaceAll(text, "`", "") }
	view := apiPage{frame: s.frame(r, r.T("api.title")), About: append([]string{d.Info.Summary}, strings.Split(strings.TrimSpace(plain(d.Info.Description)), "\n\n")...), Document: s.base + "/openapi.json"}
	for _, tag := range d.Tags {
		group := apiGroup{Name: tag.Name, About: tag.Description}
		for _, path := range sortedKeys(d.Paths) {
			for _, method := range sortedKeys(d.Paths[path]) {
				if op := d.Paths[path][method]; slices.Contains(op.Tags, tag.Name) {
					op.Description = plain(op.Description)
					group.Operations = append(group.Operations, apiEntry{op, strings.ToUpper(method), path, sortedKeys(op.Responses)})
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
