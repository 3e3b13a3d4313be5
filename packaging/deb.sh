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

swift package --scratch-path .build/deb --allow-writing-to-package-directory generate-manual --multi-page \
    --configuration release >&2 || swift package --scratch-path .build/deb generate-manual --multi-page >&2
find .build/deb/plugins/GenerateManual/outputs -name '*.1' -print0 | while IFS= read -r -d '' page; do
    name=$(basename "$page")
    mkdir -p "$root/usr/share/man/man1"
    gzip -9n <"$page" >"$root/usr/share/man/man1/${name//./-}.gz"
    # hindcast.run.1 becomes hindcast-run.1.gz, as man looks for it.
    mv "$root/usr/share/man/man1/${name//./-}.gz" "$root/usr/share/man/man1/$(sed 's/\.1$//; s/\./-/g' <<<"$name").1.gz"
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
Depends: libc6, libstdc++6, libsqlite3-0, libcsv3, zlib1g
Recommends: adduser, logrotate
Description: nightly forecasts of stock returns with an honest uncertainty
 Reads daily price files, fits predictors with two kinds of memory (windows and
 recurrent networks), backtests them walk-forward, and every night stores the
 next session's forecast of every symbol in an SQLite file, once, whatever was
 killed or run twice.
CONTROL
package=$out/hindcast_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$root" "$package" >&2
echo "$package"
