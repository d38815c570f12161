package ocr

// Tesseract as a child process. Its hOCR output (HTML; kba.github.io/hocr-spec) is read
// and not its TSV, since only hOCR has the baselines and heights of lines, by which
// the layout tells headings and notes.

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/izde/izde/indexer/extract/pdf"
)

const (
	maxOutput = 16 << 20 // bytes that a page may give
	maxMemory = 2 << 30  // bytes of address space
)

// tesseract is an installed Tesseract.
type tesseract struct {
	path  string
	langs []string // for which there are data
}

// findTesseract looks for Tesseract and its languages.
func findTesseract(ctx context.Context) (*tesseract, error) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return nil, errors.New("pictures of pages are recognised by tesseract, which is not installed; on Debian: apt-get install tesseract-ocr tesseract-ocr-rus tesseract-ocr-kaz tesseract-ocr-chi-sim, elsewhere see https://tesseract-ocr.github.io")
	}
	t := &tesseract{path: path}
	out, err := t.run(ctx, nil, "--list-langs")
	if err != nil {
		return nil, fmt.Errorf("asking tesseract for its languages: %w", err)
	}
	_, list, _ := strings.Cut(string(out), "\n")
	t.langs = strings.Fields(list)
	return t, nil
}

// missing returns the codes for which there are no data.
func (t *tesseract) missing(codes []string) []string {
	var missing []string
	for _, c := range codes {
		if !slices.Contains(t.langs, c) {
			missing = append(missing, c)
		}
	}
	return missing
}

// run runs tesseract on a picture.
func (t *tesseract) run(ctx context.Context, picture []byte, args ...string) ([]byte, error) {
	page, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	cmd := exec.CommandContext(page, t.path, args...)
	cmd.Env = []string{"LC_ALL=C", "OMP_THREAD_LIMIT=1"}
	if data := os.Getenv("TESSDATA_PREFIX"); data != "" {
		cmd.Env = append(cmd.Env, "TESSDATA_PREFIX="+data)
	}
	cmd.Stdin = bytes.NewReader(picture)
	var out, complaint bounded
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Start()
	if err == nil {
		limitMemory(cmd.Process.Pid, maxMemory)
		err = cmd.Wait()
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case page.Err() != nil:
		return nil, fmt.Errorf("tesseract takes longer than %v", pageTime)
	case err != nil:
		line, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n")
		return nil, fmt.Errorf("tesseract failed (%w): %.200q", err, line)
	}
	return out.Bytes(), nil
}

// bounded keeps the first maxOutput bytes.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if free := maxOutput - b.Len(); len(p) > free {
		return 0, errors.New("too much output")
	}
	return b.Buffer.Write(p)
}

// script returns the script of most of a picture by Tesseract's name, "" if it has too
// few characters to tell.
func (t *tesseract) script(ctx context.Context, picture []byte) (string, error) {
	if t.missing([]string{"osd"}) != nil {
		return "", errors.New("tesseract has no data to tell scripts; on Debian: apt-get install tesseract-ocr-osd, or name the languages, as --ocr=rus+eng")
	}
	out, err := t.run(ctx, picture, "-", "-", "--psm", "0", "--dpi", strconv.Itoa(dpi))
	if err != nil {
		if ctx.Err() == nil && errors.As(err, new(*exec.ExitError)) {
			return "", nil // "Too few characters"
		}
		return "", err
	}
	for line := range strings.Lines(string(out)) {
		if name, ok := strings.CutPrefix(line, "Script: "); ok {
			return strings.TrimSpace(name), nil
		}
	}
	return "", nil
}

// recognise reads the words of a picture, in pixels.
func (t *tesseract) recognise(ctx context.Context, picture []byte, codes []string) ([]pdf.Word, error) {
	out, err := t.run(ctx, picture, "-", "-", "-l", strings.Join(codes, "+"), "--dpi", strconv.Itoa(dpi), "hocr")
	if err != nil {
		return nil, err
	}
	return readHOCR(bytes.NewReader(out))
}

// lineClasses are the classes of elements that have a baseline.
var lineClasses = []string{"ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"}

var numbers = regexp.MustCompile(`-?[0-9.]+`)

// readHOCR reads words: elements of class ocrx_word within lines, whose title attributes
// have properties, "bbox 10 20 300 40; baseline 0.01 -7; x_size 32.5", "x_wconf 96".
func readHOCR(r io.Reader) ([]pdf.Word, error) {
	decoder := xml.NewDecoder(r)
	decoder.Strict = false
	decoder.Entity = xml.HTMLEntity
	var words []pdf.Word
	var line struct{ left, bottom, slope, offset, size float32 }
	depth, inWord := 0, -1
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return words, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading the output of tesseract: %w", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			class, title := attribute(token, "class"), properties(attribute(token, "title"))
			box := title["bbox"]
			if len(box) < 4 {
				continue
			}
			switch {
			case slices.Contains(lineClasses, class):
				line.left, line.bottom, line.size = box[0], box[3], box[3]-box[1]
				line.slope, line.offset = 0, 0
				if b := title["baseline"]; len(b) == 2 {
					line.slope, line.offset = b[0], b[1]
				}
				if s := title["x_size"]; len(s) == 1 && s[0] > 0 {
					line.size = s[0]
				}
			case class == "ocrx_word":
				w := pdf.Word{Left: box[0], Top: box[1], Right: box[2], Bottom: box[3], Size: line.size,
					Base: line.bottom + line.offset + line.slope*(box[0]-line.left), Confidence: 1}
				if c := title["x_wconf"]; len(c) == 1 {
					w.Confidence = min(max(int(c[0]), 1), 100)
				}
				words, inWord = append(words, w), depth
			}
		case xml.CharData:
			if inWord >= 0 {
				words[len(words)-1].Text += string(token)
			}
		case xml.EndElement:
			if depth == inWord {
				inWord = -1
				last := &words[len(words)-1]
				if last.Text = strings.TrimSpace(last.Text); last.Text == "" {
					words = words[:len(words)-1]
				}
			}
			depth--
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// properties reads the numbers of the properties in a title attribute.
func properties(title string) map[string][]float32 {
	all := map[string][]float32{}
	for part := range strings.SplitSeq(title, ";") {
		name, values, _ := strings.Cut(strings.TrimSpace(part), " ")
		for _, s := range numbers.FindAllString(values, 16) {
			if v, err := strconv.ParseFloat(s, 32); err == nil {
				all[name] = append(all[name], float32(v))
			}
		}
	}
	return all
}
