#!/usr/bin/env bash
# Builds a Debian package of the binary with a static Swift runtime, its man pages, shell completions, systemd units, logrotate
# and a sample pipeline: packaging/deb.sh [FOLDER], the package goes into FOLDER (default: the root of the project).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=$(realpath "${1:-.}")

version=$(sed -n 's/.*hindcastVersion = "\(.*\)".*/\1/p' Sources/Pipeline/Version.swift)
architecture=$(dpkg --print-architecture)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
root=$scratch/root

# A folder of its own, so that the other builds stay as they are.
swift build -c release --product hindcast --static-swift-stdlib --scratch-path .build/deb >&2
binary=.build/deb/release/hindcast

install -D -m 755 "$binary" "$root/usr/bin/hindcast"
strip "$root/usr/bin/hindcast"
for shell in bash zsh fish; do "$binary" --generate-completion-script "$shell" >"$scratch/$shell"; done
install -D -m 644 "$scratch/bash" "$root/usr/share/bash-completion/completions/hindcast"
install -D -m 644 "$scratch/zsh" "$root/usr/share/zsh/vendor-completions/_hindcast"
install -D -m 644 "$scratch/fish" "$root/usr/share/fish/vendor_completions.d/hindcast.fish"

# The plugin would build all of it once more, without the static runtime, only to ask it for its help.
swift build --package-path .build/deb/checkouts/swift-argument-parser --product generate-manual \
    --scratch-path .build/deb/manual >&2
manual=$scratch/manual
mkdir "$manual"
.build/deb/manual/debug/generate-manual --multi-page -o "$manual" "$binary" >&2
# hindcast.run.1 becomes hindcast-run.1.gz, as man looks for it.
install -d "$root/usr/share/man/man1"
for page in "$manual"/*.1; do
    name=$(basename "$page" .1)
    gzip -9n <"$page" >"$root/usr/share/man/man1/${name//./-}.1.gz"
done

install -D -m 644 packaging/systemd/hindcast.service "$root/lib/systemd/system/hindcast.service"
install -D -m 644 packaging/systemd/hindcast.timer "$root/lib/systemd/system/hindcast.timer"
install -D -m 644 packaging/logrotate "$root/etc/logrotate.d/hindcast"
install -D -m 644 packaging/nightly.yaml "$root/etc/hindcast/nightly.yaml"
documentation=$root/usr/share/doc/hindcast
install -D -m 644 packaging/crontab "$documentation/examples/crontab"
install -D -m 644 pipelines/nightly.yaml "$documentation/examples/nightly.yaml"
install -D -m 644 LICENSE "$documentation/copyright"
gzip -9n <CHANGELOG.md >"$documentation/changelog.gz"
for page in pipeline-file metrics glossary nights reliability; do
    if [[ -f docs/$page.md ]]; then install -D -m 644 "docs/$page.md" "$documentation/$page.md"; fi
done

mkdir -p "$root/DEBIAN"
install -m 755 packaging/debian/postinst packaging/debian/prerm "$root/DEBIAN/"
printf '/etc/hindcast/nightly.yaml\n/etc/logrotate.d/hindcast\n' >"$root/DEBIAN/conffiles"
cat >"$root/DEBIAN/control" <<CONTROL
Package: hindcast
Version: $version
Architecture: $architecture
Maintainer: The Hindcast project <hindcast@localhost>
Section: science
Priority: optional
Installed-Size: $(du -sk "$root" | cut -f1)
Depends: adduser, libc6, libcsv3, libsqlite3-0, libstdc++6, zlib1g
Recommends: logrotate
Description: nightly forecasts of stock returns with an honest uncertainty
 Reads daily price files, fits predictors with two kinds of memory (windows and
 recurrent networks), backtests them walk-forward, and every night stores the
 next session's forecast of every symbol in an SQLite file, once, whatever was
 killed or run twice.
CONTROL
package=$out/hindcast_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$root" "$package" >&2
echo "$package"
