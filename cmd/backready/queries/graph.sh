#!/usr/bin/env bash
# Exports VMs and disks of all subscriptions at once from Azure Resource Graph,
# every page, with power state, VM generation and guest system. Reads only.
#
#   ./graph.sh [SUBSCRIPTION_ID...]    OUT=folder (default backready-graph)
#   backready report backready-graph
#
# Needs jq and az, signed in (az login), with its extension: az extension add
# --name resource-graph. inventory.kql, facts.kql and protection.kql lie beside
# this script. inventory.kql is required; of the other two a warning says what
# is missing. Locks are not in Resource Graph: they come from az lock list.
# Without ids all subscriptions are asked that az account list shows, at most
# 1,000 at a time. What stays open: the guest.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${OUT:-backready-graph}
out=${out%/}

warn() { printf 'warning: %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# ask QUERY TOKEN FILE [OPTION...]: saves one page.
ask() {
  local query=$1 token=$2 file=$3
  shift 3
  az graph query -q "$query" --first 1000 ${token:+--skip-token "$token"} "$@" -o json </dev/null >"$file"
}

# pages NAME [OPTION...]: saves every page of NAME.kql and counts the records.
pages() {
  local name=$1 query token='' rows=0 n=0 file got total
  shift
  query=$(sed '/^ *\/\//d' "$here/$name.kql" | tr '\r\n' '  ') || return 1
  while :; do
    n=$((n + 1))
    file=$(printf '%s/%s-%04d.json' "$work" "$name" "$n")
    ask "$query" "$token" "$file" "$@" || return 1
    got=$(jq -r '.data | length' "$file") || return 1
    total=$(jq -er '.total_records | numbers' "$file") || return 1
    token=$(jq -r '.skip_token // empty' "$file") || return 1
    rows=$((rows + got))
    if [ -z "$token" ] || [ "$got" -eq 0 ] || [ "$rows" -gt "$total" ]; then break; fi
  done
  if [ "$rows" != "$total" ]; then
    warn "$name.kql found $total records and $rows came: the estate changed meanwhile, or a page is missing; run it again"
    return 1
  fi
  printf '%s: %s records, %s page(s)\n' "$name" "$rows" "$n" >&2
}

# optional NAME [OPTION...]: as pages; without it, what it tells stays open.
optional() {
  pages "$@" && return
  rm -f "$work/$1"-*.json
  warn "$1.kql was not exported: what it would tell stays open"
}

# locks [SUBSCRIPTION...]: the locks of each, or of every enabled subscription.
locks() {
  local ids=$* sub
  if [ -z "$ids" ]; then
    ids=$(az account list --query "[?state=='Enabled'].id" -o tsv </dev/null | tr -d '\r') || ids=
  fi
  for sub in $ids; do
    az lock list --subscription "$sub" -o json </dev/null >"$work/locks-$sub.json" || {
      rm -f "$work/locks-$sub.json"
      warn "the locks of $sub were not exported: whether there are any stays open"
    }
  done
}

command -v jq >/dev/null || die "jq is missing: it reads the token of the next page"
[ ! -e "$out" ] || die "$out is there: set OUT to another folder, so that exports of two days do not mix"
work=$(mktemp -d "$out.partial-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

scope=()
[ $# -eq 0 ] || scope=(--subscriptions "$@")
pages inventory ${scope[@]+"${scope[@]}"} || die "the inventory was not exported"
optional facts ${scope[@]+"${scope[@]}"}
optional protection ${scope[@]+"${scope[@]}"}
locks "$@"
mv "$work" "$out"
printf 'next: backready report %s\n' "$out" >&2
