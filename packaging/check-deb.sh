#!/usr/bin/env bash
# Installs the package on a clean Debian 12 and runs a night there: packaging/check-deb.sh PACKAGE.deb [PRICES]
#
# The clean system is a change of root made by debootstrap, so this needs root and a Debian mirror; it says so and ends with 0
# where it has neither. PRICES is a folder of price files, the shipped ones by default. The units are checked with
# `systemd-analyze verify`, by the system this runs on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
package=$(realpath "$1")
prices=$(realpath "${2:-data/prices}")
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

if [[ $(id -u) != 0 ]] || ! command -v debootstrap >/dev/null; then
    echo "check-deb: skipped, it needs root and debootstrap"
    exit 0
fi
scratch=$(mktemp -d)
root=$scratch/debian
trap 'if mountpoint -q "$root/proc"; then umount "$root/proc"; fi; rm -rf --one-file-system "$scratch"' EXIT
fail() {
    echo "check-deb: $1" >&2
    exit 1
}
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/ LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
night() { inside setpriv --reuid hindcast --regid hindcast --clear-groups hindcast run "$@" /etc/hindcast/nightly.yaml; }

debootstrap --variant=minbase bookworm "$root" "$mirror" >"$scratch/debootstrap.log" || fail "no clean Debian: $(tail -1 "$scratch/debootstrap.log")"
# A program reads its arguments there.
mount -t proc proc "$root/proc"
cp "$package" "$root/hindcast.deb"
inside apt-get update -qq
inside apt-get install -qq --no-install-recommends -y /hindcast.deb >"$scratch/install.log" 2>&1 ||
    fail "the package cannot be installed: $(tail -3 "$scratch/install.log")"
# Nothing but what a Debian has.
! inside sh -c 'command -v swift' >/dev/null || fail "a Swift toolchain is there"
! inside ldd /usr/bin/hindcast | grep -E 'not found|swift' || fail "the program needs a library that a Debian has not"
echo "installed: hindcast $(inside hindcast --version), $(stat -c %s "$root/usr/bin/hindcast") bytes"
# A minimal Debian leaves out manuals, so the package itself is asked.
dpkg-deb --contents "$package" >"$scratch/contents"
for file in man/man1/hindcast.1.gz man/man1/hindcast-run.1.gz bash-completion/completions/hindcast doc/hindcast/examples/crontab; do
    grep -qF "/usr/share/$file" "$scratch/contents" || fail "/usr/share/$file is missing"
done

cp "$prices"/*.csv "$root/var/lib/hindcast/prices/"
night --quiet >/dev/null || fail "the first night ended with $?"
report=$(find "$root/var/lib/hindcast/reports" -name report.txt)
[[ -s $report ]] || fail "the first night left no report"
head -3 "$report"
night 2>&1 | tail -2
inside setpriv --reuid hindcast --regid hindcast --clear-groups hindcast backup --db /var/lib/hindcast/hindcast.sqlite /var/lib/hindcast/copy.sqlite

# The verifier wants the program and the manual where the unit says they are.
if command -v systemd-analyze >/dev/null; then
    cp -r "$root/lib/systemd/system"/hindcast.{service,timer} "$scratch/"
    sed -i "s|/usr/bin/hindcast|$root/usr/bin/hindcast|; /^Documentation/d" "$scratch/hindcast.service" "$scratch/hindcast.timer"
    systemd-analyze verify "$scratch/hindcast.service" "$scratch/hindcast.timer" || fail "a unit is not right"
    echo "systemd-analyze verify: nothing found"
fi
inside apt-get remove -qq -y hindcast >/dev/null 2>&1 || fail "the package cannot be removed"
[[ -s $root/var/lib/hindcast/hindcast.sqlite ]] || fail "removing the package removed the store"
echo "check-deb: installed, run, verified and removed; the store stays"
