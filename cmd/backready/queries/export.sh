#!/usr/bin/env bash
# Exports the VMs and disks of every enabled subscription, or of those named,
# with the facts about backup that backready can use besides. Reads only.
#
#   ./export.sh [SUBSCRIPTION...]      OUT=folder (default backready-export)
#   backready report backready-export
#
# Needs az, signed in (az login); for Backup vaults also its extension:
# az extension add --name dataprotection. -d asks once per VM for its power
# state, so a large subscription takes minutes. VMs and disks are required;
# of everything else a warning says what is missing. What stays open: the name
# that the guest system gives itself (Resource Graph has it) and the guest.
set -euo pipefail

out=${OUT:-backready-export}
out=${out%/}
failed=0

warn() { printf 'warning: %s\n' "$*" >&2; }
fail() {
  printf 'error: %s\n' "$*" >&2
  failed=1
}

# save FILE COMMAND...: keeps the output of a command once it is complete.
save() {
  local file=$out/$1
  shift
  if "$@" -o json </dev/null >"$file.partial" && [ -s "$file.partial" ]; then
    mv "$file.partial" "$file"
  else
    rm -f "$file.partial"
    return 1
  fi
}

required() { save "$@" || fail "$1 was not exported: the inventory is incomplete"; }
optional() { save "$@" || warn "$1 was not exported: what it would tell stays open"; }

# vaults SUBSCRIPTION COMMAND...: group and name of each vault, one per line.
vaults() {
  local sub=$1
  shift
  "$@" --subscription "$sub" --query '[].[resourceGroup, name]' -o tsv </dev/null | tr -d '\r'
}

# in_vaults SUBSCRIPTION FUNCTION LISTING...: calls FUNCTION for each vault.
in_vaults() {
  local sub=$1 each=$2 list group vault
  shift 2
  list=$(vaults "$sub" "$@") || { warn "the vaults of $sub were not listed: what they hold stays open"; return 0; }
  while IFS=$'\t' read -r group vault; do
    [ -z "$vault" ] || "$each" "$sub" "$group" "$vault"
  done <<<"$list"
}

# Recovery Services vaults protect VMs.
recovery_vault() {
  local at=(--subscription "$1" --resource-group "$2" --vault-name "$3")
  optional "backup-items-$1-$2-$3.json" az backup item list "${at[@]}" --backup-management-type AzureIaasVM --workload-type VM
  optional "backup-policies-$1-$2-$3.json" az backup policy list "${at[@]}"
}

# Backup vaults protect disks.
backup_vault() {
  local at=(--subscription "$1" --resource-group "$2" --vault-name "$3")
  optional "backup-instances-$1-$2-$3.json" az dataprotection backup-instance list "${at[@]}"
  optional "backup-vault-policies-$1-$2-$3.json" az dataprotection backup-policy list "${at[@]}"
}

export_subscription() {
  local sub=$1
  required "vms-$sub.json" az vm list -d --subscription "$sub"
  required "disks-$sub.json" az disk list --subscription "$sub"
  optional "snapshots-$sub.json" az snapshot list --subscription "$sub"
  optional "locks-$sub.json" az lock list --subscription "$sub"
  optional "nics-$sub.json" az network nic list --subscription "$sub"
  optional "encryption-sets-$sub.json" az disk-encryption-set list --subscription "$sub"
  optional "recovery-vaults-$sub.json" az backup vault list --subscription "$sub"
  optional "backup-vaults-$sub.json" az dataprotection backup-vault list --subscription "$sub"
  in_vaults "$sub" recovery_vault az backup vault list
  in_vaults "$sub" backup_vault az dataprotection backup-vault list
}

if [ $# -eq 0 ]; then
  ids=$(az account list --query "[?state=='Enabled'].id" -o tsv </dev/null | tr -d '\r')
  # shellcheck disable=SC2086 # one id per line
  set -- $ids
fi
if [ $# -eq 0 ]; then
  fail "no enabled subscription: sign in with az login"
  exit 1
fi
mkdir -p "$out"
if [ -n "$(ls -A "$out")" ]; then
  fail "$out is not empty: set OUT to another folder, so that exports of two days do not mix"
  exit 1
fi
trap 'rm -f "$out"/*.partial' EXIT
trap 'exit 130' INT TERM

for name in "$@"; do
  sub=$(az account show --subscription "$name" --query id -o tsv </dev/null | tr -d '\r') || {
    fail "no subscription $name"
    continue
  }
  printf 'exporting %s\n' "$sub" >&2
  export_subscription "$sub"
done
[ "$failed" -eq 0 ] || { printf 'error: the export in %s is not complete\n' "$out" >&2; exit 1; }
printf 'next: backready report %s\n' "$out" >&2
