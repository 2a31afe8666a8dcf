#Requires -Version 7.0
#Requires -Modules Az.Accounts, Az.Compute
# Exports the VMs and disks of every enabled subscription, or of those named,
# as JSON that is deep enough. Reads only.
#
#   ./export.ps1 [-Subscription ID, ID] [-Out FOLDER]
#   backready report backready-export
#
# Sign in first: Connect-AzAccount. What stays open: locks, vaults, policies,
# snapshots (export.sh and graph.sh have them) and the guest.
param(
    [string[]] $Subscription,
    [string] $Out = 'backready-export'
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Moves a list into its place once it is written whole.
function Save-List([string] $Name, [object[]] $Items) {
    $file = Join-Path $Out "$Name.json"
    ConvertTo-Json -Depth 20 -EnumsAsStrings -InputObject @($Items) | Out-File -FilePath "$file.partial" -Encoding utf8
    Move-Item -Path "$file.partial" -Destination $file
}

function Export-Subscription([string] $Id) {
    Set-AzContext -Subscription $Id -Scope Process | Out-Null
    Save-List "vms-$Id" @(Get-AzVM -Status)
    Save-List "disks-$Id" @(Get-AzDisk)
}

if (-not $Subscription) {
    $Subscription = @(Get-AzSubscription | Where-Object State -EQ 'Enabled' | ForEach-Object Id)
}
if (-not $Subscription) {
    throw 'no enabled subscription: sign in with Connect-AzAccount'
}
if ((Test-Path $Out) -and (Get-ChildItem $Out)) {
    throw "$Out is not empty: name another folder with -Out, so that exports of two days do not mix"
}
New-Item -ItemType Directory -Path $Out -Force | Out-Null
$before = Get-AzContext
try {
    foreach ($id in $Subscription) {
        Write-Host "exporting $id"
        Export-Subscription $id
    }
}
finally {
    Remove-Item -Path (Join-Path $Out '*.partial') -ErrorAction SilentlyContinue
    if ($before) { Set-AzContext -Context $before -Scope Process | Out-Null }
}
Write-Host "next: backready report $Out"
