package web

// Bodies of requests.

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// readBody reads the body to its end.
func readBody(c *gin.Context) ([]byte, error) {
	data, err := io.ReadAll(c.Request.Body)
	if err == nil {
		return bytes.ToValidUTF8(data, []byte("\uFFFD")), nil
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, fault(tooLarge, "at most %d bytes are read at once; send it in parts", maxBody)
	}
	return nil, fault(malformedBody, "the body could not be read to its end")
}

// readJSON reads a body that is one JSON object into v; want shows what it may be.
func readJSON(c *gin.Context, v any, want string) error {
	kind, _, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return fault(unsupportedType, "send application/json: %s", want)
	}
	data, err := readBody(c)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return fault(malformedBody, "%s; want %s", clip(strings.TrimPrefix(err.Error(), "json: ")), want)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fault(malformedBody, "something stands behind the JSON object; send one object")
	}
	return nil
}
