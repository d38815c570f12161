package zotero

// This file finds the data folder of Zotero, and what its settings say about linked
// files.

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/izde/izde/search/lazyregexp"
)

// Folder returns the data folder of the user's Zotero: the one that the settings of a
// profile name, or the usual one. The error ErrNone says where it was looked for.
func Folder() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNone, err)
	}
	var looked []string
	for _, p := range profiles(home) {
		if p.dataDir != "" {
			looked = append(looked, p.dataDir)
		}
		looked = append(looked, filepath.Join(p.folder, "zotero")) // before Zotero 5
	}
	looked = append([]string{filepath.Join(home, "Zotero")}, looked...)
	looked = append(looked, filepath.Join(home, "snap", "zotero-snap", "common", "Zotero"))
	if i := slices.IndexFunc(looked, Holds); i >= 0 {
		return looked[i], nil
	}
	return "", fmt.Errorf("%w in %s; name the folder that holds %s (in Zotero: Settings, Advanced, Data Directory Location)", ErrNone, strings.Join(looked, ", "), databaseFile)
}

// profile is what the settings of a profile say. What they do not say is "".
type profile struct {
	folder, dataDir, linked string
}

// profiles reads the settings of the user's profiles.
func profiles(home string) []profile {
	var list []profile
	roots := []string{
		filepath.Join(home, ".zotero", "zotero"),
		filepath.Join(home, ".var", "app", "org.zotero.Zotero", ".zotero", "zotero"),
		filepath.Join(home, "Library", "Application Support", "Zotero", "Profiles"),
	}
	if config, err := os.UserConfigDir(); err == nil {
		roots = append(roots, filepath.Join(config, "Zotero", "Zotero", "Profiles"))
	}
	for _, root := range roots {
		found, _ := fs.Glob(os.DirFS(root), "*/prefs.js")
		for _, path := range found {
			path = filepath.Join(root, filepath.FromSlash(path))
			settings := readSettings(path)
			p := profile{folder: filepath.Dir(path), linked: settings["extensions.zotero.baseAttachmentPath"]}
			if settings["extensions.zotero.useDataDir"] != "false" {
				p.dataDir = settings["extensions.zotero.dataDir"]
			}
			list = append(list, p)
		}
	}
	return list
}

// linkedBase is the folder that the linked files of a data folder are relative to: as
// the profile says that uses the data folder, or else the only one that says anything.
func linkedBase(dir string) string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	var said []string
	for _, p := range profiles(home) {
		data := p.dataDir
		if data == "" {
			data = filepath.Join(home, "Zotero")
		}
		if resolved, err := filepath.EvalSymlinks(data); err == nil && resolved == dir && p.linked != "" {
			return p.linked
		}
		if p.linked != "" && !slices.Contains(said, p.linked) {
			said = append(said, p.linked)
		}
	}
	if len(said) == 1 {
		return said[0]
	}
	return ""
}

// setting is a line of a settings file.
var setting = lazyregexp.New(`^user_pref\(("(?:[^"\\]|\\.)*"), ("(?:[^"\\]|\\.)*"|true|false|-?\d+)\);`)

// readSettings reads a settings file of Mozilla's programs. One that cannot be read
// says nothing.
func readSettings(path string) map[string]string {
	const largest = 4 << 20
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, largest))
	if err != nil {
		return nil
	}
	settings := map[string]string{}
	for line := range strings.Lines(string(data)) {
		m := setting.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		var name, value string
		if json.Unmarshal([]byte(m[1]), &name) != nil {
			continue
		}
		if json.Unmarshal([]byte(m[2]), &value) != nil {
			value = m[2]
		}
		settings[name] = value
	}
	return settings
}
