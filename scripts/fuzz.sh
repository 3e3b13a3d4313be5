#!/usr/bin/env bash
# Feeds random files to the reader under the address sanitizer: scripts/fuzz.sh [SECONDS, 600 by default].
# Begins with Fuzz/corpus, a small file a layout, and the fixtures of the tests; what crashes is left in
# .build/fuzz/found. The package manager gives an executable a main of its own, which the fuzzer has, too: so the
# compiler is called by hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=.build/fuzz
mkdir -p "$out/corpus" "$out/found"
flags=(
    -O -sanitize=fuzzer,address -parse-as-library -swift-version 6 -package-name hindcast -wmo -I "$out"
    -Xcc -fmodule-map-file=Sources/CLibCSV/module.modulemap -Xcc -fmodule-map-file=Sources/CZlib/module.modulemap
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility
    -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature NonisolatedNonsendingByDefault
)
# The package manager writes these maps, too, for modules of C that have none.
for module in CPriceRows CSHA256; do
    headers=Sources/$module/include
    printf 'module %s { header "%s" export * }\n' "$module" "$PWD/$headers/$module.h" >"$out/$module.modulemap"
    flags+=(-Xcc "-fmodule-map-file=$out/$module.modulemap")
    "$(dirname "$(realpath "$(command -v swiftc)")")/clang" -O1 -g -fsanitize=address,undefined,fuzzer-no-link \
        -fno-sanitize-recover=undefined -I "$headers" -c -o "$out/$module.o" Sources/"$module"/*.c
done
for module in ElementaryFunctions Market Ingestion; do
    swiftc "${flags[@]}" -module-name "$module" -emit-module -emit-module-path "$out/$module.swiftmodule" \
        -c -o "$out/$module.o" Sources/"$module"/*.swift
done
swiftc "${flags[@]}" -module-name FuzzReader Fuzz/FuzzReader.swift "$out"/{Market,Ingestion,ElementaryFunctions}.o \
    "$out"/{CPriceRows,CSHA256}.o -lcsv -lz -o "$out/FuzzReader"

cp Fuzz/corpus/* Tests/IngestionTests/Fixtures/*.csv "$out/corpus/"
# The backtrace of the runtime would take minutes a crash; the sanitizer prints its own.
SWIFT_BACKTRACE=enable=no "$out/FuzzReader" -max_total_time="${1:-600}" -timeout=10 -rss_limit_mb=2048 -max_len=8192 \
    -artifact_prefix="$out/found/" -print_final_stats=1 "$out/corpus"
