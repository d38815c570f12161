package html

// This file opens the files that pages come in: HTML in some encoding, or MHTML
// (RFC 2557), in which browsers save a page with its pictures, or a book.

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"

	"github.com/izde/izde/indexer/extract/flow"
)

// Is reports whether a file is a page by its first bytes.
func Is(data []byte) bool {
	head := bytes.ToLower(bytes.TrimLeft(data[:min(len(data), 2048)], "\ufeff \t\r\n"))
	for _, start := range []string{"<!doctype html", "<html"} {
		if bytes.HasPrefix(head, []byte(start)) {
			return true
		}
	}
	return (bytes.HasPrefix(head, []byte("<?xml")) || bytes.HasPrefix(head, []byte("<!--"))) && bytes.Contains(head, []byte("<html"))
}

// Charset is the encoding that a page declares, nil if it declares none. One that
// many declare by habit, Latin, is none.
func Charset(data []byte) encoding.Encoding {
	enc, name, _ := charset.DetermineEncoding(data[:min(len(data), 4096)], "")
	if name == "windows-1252" {
		return nil
	}
	return enc
}

// errMHTML is an archive of a page that cannot be read.
var errMHTML = errors.New("is no whole web archive (MHTML); save the page again")

// IsMHTML reports whether a file is a page archived as MHTML.
func IsMHTML(data []byte) bool {
	head := strings.ToLower(string(data[:min(len(data), 4096)]))
	head, _, _ = strings.Cut(strings.ReplaceAll(head, "\r\n", "\n"), "\n\n")
	return strings.Contains(head, "mime-version:") && strings.Contains(head, "multipart/related")
}

// Page returns the page of an MHTML file, its address, and the encoding that the
// file declares, nil if it declares none.
func Page(data []byte) (page []byte, address string, enc encoding.Encoding, err error) {
	const most = 64 << 20 // bytes
	message, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return nil, "", nil, fmt.Errorf("%w (%v)", errMHTML, err)
	}
	_, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return nil, "", nil, errMHTML
	}
	parts := multipart.NewReader(message.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return nil, "", nil, fmt.Errorf("%w (%v)", errMHTML, err)
		}
		kind, params, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if kind != "text/html" && kind != "application/xhtml+xml" {
			continue
		}
		var r io.Reader = part
		switch strings.ToLower(part.Header.Get("Content-Transfer-Encoding")) {
		case "quoted-printable":
			r = quotedprintable.NewReader(r)
		case "base64":
			r = base64.NewDecoder(base64.StdEncoding, r)
		}
		if page, err = io.ReadAll(io.LimitReader(r, most)); err != nil {
			return nil, "", nil, fmt.Errorf("%w (%v)", errMHTML, err)
		}
		enc, _ = charset.Lookup(params["charset"])
		return page, part.Header.Get("Content-Location"), enc, nil
	}
}

// Chapter reads a part of a book in XHTML, as HTML if it is not well-formed. labels
// name its chapters by the ids of elements, "" for its beginning.
func (r *Reader) Chapter(part, text string, spaces flow.Spaces, labels map[string]string) {
	r.Part, r.Labels, r.label = part, labels, labels[""]
	before := len(r.Drafts)
	if flow.Walk([]byte(text), spaces, r) == nil {
		r.Close(len(text))
		return
	}
	r.Close(len(text))
	r.Drafts, r.label = r.Drafts[:before], labels[""]
	r.Tokens(text)
}
