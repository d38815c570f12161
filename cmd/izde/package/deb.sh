#!/bin/sh
# Makes a Debian package: deb.sh IZDE FOLDER, with the program and the folder to write
# into. The same program gives the same bytes: every date is that of the last commit.
set -eu
izde=$1 out=$2
here=$(dirname "$0")
arch=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
version=$(git describe --tags --match 'v*' 2>/dev/null | sed 's/^v//; s/-/+/' || true)
version=${version:-0~$(git log -1 --format=%cd --date=format:%Y%m%d)+$(git rev-parse --short=9 HEAD)}
root=$out/izde_${version}_$arch
rm -rf "$root"
umask 022
mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/lib/systemd/system" "$root/etc/izde" "$root/usr/share/doc/izde" \
  "$root/usr/share/man/man1" "$root/usr/share/bash-completion/completions" "$root/usr/share/zsh/vendor-completions" "$root/usr/share/fish/vendor_completions.d"
install -m 755 "$izde" "$root/usr/bin/izde"
install -m 644 "$here/izde.service" "$root/usr/lib/systemd/system/izde.service"
install -m 644 "$here/izde.yaml" "$root/etc/izde/izde.yaml"
"$izde" licenses >"$root/usr/share/doc/izde/copyright"
"$izde" man "$root/usr/share/man/man1"
gzip -n9 "$root"/usr/share/man/man1/*.1
"$izde" completion bash >"$root/usr/share/bash-completion/completions/izde"
"$izde" completion zsh >"$root/usr/share/zsh/vendor-completions/_izde"
"$izde" completion fish >"$root/usr/share/fish/vendor_completions.d/izde.fish"
cat >"$root/DEBIAN/control" <<END
Package: izde
Version: $version
Architecture: $arch
Maintainer: The izde developers <izde@localhost>
Installed-Size: $(du -sk --apparent-size "$root" | cut -f1)
Depends: adduser
Recommends: tesseract-ocr
Suggests: tesseract-ocr-kaz, tesseract-ocr-rus, tesseract-ocr-chi-sim
Section: text
Priority: optional
Description: full-text search of scholarly documents in several languages
 Searches articles in English, Kazakh, Russian and Chinese in one corpus, from one
 box and one API: passages with exact marks, facets, citation lookup, page images.
END
echo /etc/izde/izde.yaml >"$root/DEBIAN/conffiles"
install -m 755 "$here/postinst" "$here/prerm" "$here/postrm" "$root/DEBIAN/"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zzstd -z3 --build "$root" "$out" >/dev/null
rm -rf "$root"
echo "$root.deb"
