package web

// The files that pages load. They are served under names that hold a digest of
// their content, so that browsers may keep them for ever.

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"path"

	"github.com/gin-gonic/gin"
)

//go:embed assets
var assetFiles embed.FS

type assetFile struct {
	name        string // as served
	contentType string
	body        []byte
}

var assets = loadAssets()

func loadAssets() map[string]assetFile {
	loaded := map[string]assetFile{}
	for name, contentType := range map[string]string{
		"style.css":   "text/css; charset=utf-8",
		"app.js":      "text/javascript; charset=utf-8",
		"searches.js": "text/javascript; charset=utf-8",
		"icon.svg":    "image/svg+xml",
	} {
		body, err := assetFiles.ReadFile("assets/" + name)
		if err != nil { // embedded when the program was built
			panic(err)
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(name)
		served := name[:len(name)-len(ext)] + "." + hex.EncodeToString(sum[:6]) + ext
		loaded[name] = assetFile{served, contentType, body}
	}
	return loaded
}

func (s *site) asset(c *gin.Context) {
	for _, a := range assets {
		if a.name == c.Param("name") {
			c.Header("Cache-Control", "public, max-age=31536000, immutable")
			write(c, 200, a.contentType, a.body)
			return
		}
	}
	s.notFound(c)
}

// favicon serves the icon where browsers look for one unasked.
func (s *site) favicon(c *gin.Context) {
	icon := assets["icon.svg"]
	respond(c, icon.contentType, icon.body, true)
}
