#!/usr/bin/env bash
# One run: exports the estate, judges it, writes the reports. For cron, systemd
# and containers.
#
#   backready-run.sh [FLAG...]     further flags of backready report, such as
#                                  --split tag:owner or --fail-on unsupported
#
#   BACKREADY_HOME   exports and reports lie below it   (/var/lib/backready)
#   BACKREADY_KEEP   how many runs are kept             (12)
#   BACKREADY_MAIL   mails the reports as this file says, see mail.yaml   (none)
#
# az must be signed in and may read the estate; jq is needed. The reports are in
# reports/latest, each run beside it with the export that it was made from, so
# that backready verify --inputs can make it again.
#
# It ends with 0 when the reports are written, also where the evidence is
# incomplete: then it warns, and the reports say it on their first page. It ends
# with 1 when --fail-on is met, with 5 when somebody did not get a mail, and with
# another status when nothing was written.
set -euo pipefail

home=${BACKREADY_HOME:-/var/lib/backready}
keep=${BACKREADY_KEEP:-12}
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
export_dir=$home/exports/${now//:/}

warn() { printf 'backready-run: %s\n' "$*" >&2; }

# prune removes the exports whose reports are not kept any more.
prune() {
  local old
  for old in "$home"/exports/????-??-??T??????Z; do
    [ -d "$home/reports/${old##*/}" ] || rm -rf -- "$old"
  done
}

# estate exports it. Its messages are shown when it fails, its warnings always.
estate() {
  backready queries --quiet --for graph --out "$work/queries" || return
  if ! OUT=$export_dir bash "$work/queries/graph.sh" 2>"$work/log"; then
    cat "$work/log" >&2
    return 1
  fi
  grep '^warning: ' "$work/log" >&2 || true
}

mkdir -p "$home/exports"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
estate || {
  warn "the estate was not exported; earlier reports are as they were"
  exit 3
}

status=0
backready report --quiet --now "$now" --out "$home/reports" --keep "$keep" \
  --format xlsx,html,md,json,csv,md-summary "$@" "$export_dir" || status=$?
case $status in
  0) ;;
  1) warn "an item is at or above the threshold: see $home/reports/latest" ;;
  4)
    warn "the evidence is incomplete: see the summary in $home/reports/latest"
    status=0
    ;;
  *)
    warn "no report was written (status $status); earlier ones are as they were"
    exit "$status"
    ;;
esac
prune
if [ -n "${BACKREADY_MAIL:-}" ]; then
  backready mail --quiet --now "$now" --config "$BACKREADY_MAIL" "$home/reports/latest" || {
    warn "not everybody got a mail; the reports are in $home/reports/latest"
    exit 5
  }
fi
exit "$status"
