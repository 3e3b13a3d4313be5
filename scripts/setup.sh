#!/usr/bin/env bash
# Installs what the build needs and this machine lacks. Says and does nothing where all is there.
set -euo pipefail

fail() { echo "hindcast: $1" >&2; exit 1; }

minimal_swift=6.3
command -v swift >/dev/null ||
    fail "Swift is not installed; install Swift $minimal_swift or newer from https://www.swift.org/install and run this again."
found_swift=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p')
oldest=$(printf '%s\n' "$minimal_swift" "${found_swift:-0}" | sort -V | head -n 1)
[[ $oldest == "$minimal_swift" ]] ||
    fail "Swift ${found_swift:-of unknown version} is too old; install Swift $minimal_swift or newer from https://www.swift.org/install and run this again."

# The compiler that builds the package knows best where headers lie; a package manager is not asked.
compiler=(cc)
for candidate in "$(dirname "$(command -v swift)")/clang" clang cc gcc; do
    if command -v "$candidate" >/dev/null; then
        compiler=("$candidate")
        break
    fi
done
if [[ -n ${CC:-} ]]; then read -ra compiler <<<"$CC"; fi

has_header() {
    printf '#include <stddef.h>\n#include <%s>\n' "$1" | "${compiler[@]}" -x c -fsyntax-only - 2>/dev/null
}
missing_packages() {
    local packages=()
    has_header csv.h || packages+=(libcsv-dev)
    has_header zlib.h || packages+=(zlib1g-dev)
    has_header sqlite3.h || packages+=(libsqlite3-dev)
    echo "${packages[*]-}"
}

missing=$(missing_packages)
[[ -n $missing ]] || exit 0

install="apt-get update && apt-get install -y $missing"
if ! command -v apt-get >/dev/null; then
    fail "the C headers of $missing (Debian's names) are missing; install them with this system's package manager and run this again."
elif [[ $(id -u) -eq 0 ]]; then
    as_root=(env)
elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n env)
else
    fail "$missing must be installed and this user may not do it; have an administrator run: $install"
fi

echo "hindcast: installing $missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quiet_apt() {
    "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1 </dev/null
}
# shellcheck disable=SC2086 # one word a package
if ! quiet_apt update || ! quiet_apt install -y --no-install-recommends $missing; then
    cat "$log" >&2
    fail "apt-get could not install $missing (see above); mend that and run: $install"
fi

missing=$(missing_packages)
[[ -z $missing ]] ||
    fail "$missing was installed, but ${compiler[*]} does not find its headers; check the environment variables CC and CPATH."
