#Requires -Version 7.0
#Requires -Modules Az.Accounts, Az.ResourceGraph
# Exports VMs and disks of the whole tenant, or of the subscriptions named, from
# Azure Resource Graph, every page: graph.sh in PowerShell. Reads only.
#
#   ./graph.ps1 [-Subscription ID, ID] [-Out FOLDER]
#   backready report backready-graph
#
# Sign in first: Connect-AzAccount. inventory.kql, facts.kql and protection.kql
# lie beside this script; the last two may fail with a warning. Locks are not in
# Resource Graph and stay open, as does the guest.
param(
    [string[]] $Subscription,
    [string] $Out = 'backready-graph'
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$scope = @{ UseTenantScope = $true }
if ($Subscription) {
    $scope = @{ Subscription = $Subscription }
}

# Returns every row of a query.
function Get-Row([string] $Query) {
    $ask = @{ Query = $Query; First = 1000 } + $scope
    do {
        $answer = Search-AzGraph @ask
        foreach ($row in $answer.Data) { $row }
        $ask.SkipToken = $answer.SkipToken
    } while ($ask.SkipToken)
}

# Writes the rows of NAME.kql with their number as the service counts it.
function Save-Query([string] $Name) {
    $query = Get-Content -Raw -Path (Join-Path $PSScriptRoot "$Name.kql")
    $rows = @(Get-Row $query)
    $total = (Search-AzGraph -Query "$query`n| summarize total = count()" @scope).Data[0].total
    if ($rows.Count -ne $total) {
        throw "$Name.kql found $total records and $($rows.Count) came: the estate changed meanwhile, or a page is missing; run it again"
    }
    $file = Join-Path $Out "$Name.json"
    $answer = [ordered] @{ count = $rows.Count; total_records = $total; data = $rows }
    ConvertTo-Json -Depth 100 -InputObject $answer | Out-File -FilePath "$file.partial" -Encoding utf8
    Move-Item -Path "$file.partial" -Destination $file
    Write-Host "${Name}: $total records"
}

if (Test-Path $Out) {
    throw "$Out is there: name another folder with -Out, so that exports of two days do not mix"
}
New-Item -ItemType Directory -Path $Out | Out-Null
try {
    Save-Query 'inventory'
    foreach ($name in 'facts', 'protection') {
        try { Save-Query $name }
        catch { Write-Warning "$name.kql was not exported, and what it would tell stays open: $_" }
    }
}
finally {
    Remove-Item -Path (Join-Path $Out '*.partial') -ErrorAction SilentlyContinue
}
Write-Host "next: backready report $Out"
