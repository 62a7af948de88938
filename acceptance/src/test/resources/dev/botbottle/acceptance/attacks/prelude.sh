# Each attempt prints one line: "@@", a verdict, the sentence that names it, and what was observed.
# MARK names the attempt wherever it sends something, so that it is found outside.
_run() {
  MARK=attempt-$(printf %s "$1" | tr -c 'a-z0-9' -)
  export MARK
  _said=$(timeout -k 1 "${LIMIT:-8}" bash -c "$2" </dev/null 2>&1)
  _code=$?
  _said=$(printf %s "$_said" | tr -c '[:print:]' ' ' | cut -c 1-120)
}
# A control run makes one attempt only.
_wanted() { [ -z "${ONLY:-}" ] || [ "$1" = "$ONLY" ]; }
# It went wrong when the command succeeds.
attempt() {
  _wanted "$1" || return 0
  _run "$1" "$2"
  [ "$_code" = 0 ] && _verdict=escaped || _verdict=held
  echo "@@ $_verdict $1 | $_code $_said"
}
# The same, for what means nothing without a bottle.
inside() { [ -n "${WITHOUT_BOTTLE:-}" ] || attempt "$@"; }
# Whether it went wrong shows only outside.
sending() {
  _wanted "$1" || return 0
  _run "$1" "$2"
  echo "@@ sent $1 | $_code $_said"
}
# This is what an agent is for, and has to succeed.
work() {
  _wanted "$1" || return 0
  _run "$1" "$2"
  [ "$_code" = 0 ] && _verdict=done || _verdict=failed
  echo "@@ $_verdict $1 | $_code $_said"
}
WORK=$(mktemp -d)
export WORK
