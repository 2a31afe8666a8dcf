#Requires -Version 7.0
# One run: exports the estate, judges it, writes the reports. For the Task
# Scheduler of Windows; backready-run.sh in PowerShell.
#
#   ./backready-run.ps1 [-BaseFolder FOLDER] [-Keep N] [-Flag --split, tag:owner]
#
# backready.exe is on the PATH, the modules Az.Accounts and Az.ResourceGraph are
# there, and the managed identity of the machine has the role Reader on the
# estate. It ends as backready-run.sh does: 0 written, 1 --fail-on is met, another
# status when nothing was written. The event log and run.log say the rest.
param(
    [string] $BaseFolder = (Join-Path $env:ProgramData 'backready'),
    [int] $Keep = 12,
    [string[]] $Flag = @()
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$now = (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture)
$exports = Join-Path $BaseFolder 'exports'
$export = Join-Path $exports $now.Replace(':', '')
$queries = Join-Path $BaseFolder "queries-$PID"

# Writes a line that is to be known.
function Write-Notice([string] $Text) {
    Write-Warning $Text
    Add-Content -Path (Join-Path $BaseFolder 'run.log') -Value "$now $Text" -Encoding utf8
}

New-Item -ItemType Directory -Path $exports -Force | Out-Null
try {
    Connect-AzAccount -Identity | Out-Null
    backready queries --quiet --for graph --out $queries
    if ($LASTEXITCODE -ne 0) { throw "backready queries ended with $LASTEXITCODE" }
    & (Join-Path $queries 'graph.ps1') -Out $export
}
catch {
    Write-Notice "the estate was not exported: $_"
    exit 3
}
finally {
    Remove-Item -Path $queries -Recurse -Force -ErrorAction SilentlyContinue
}

backready report --quiet --now $now --out (Join-Path $BaseFolder 'reports') --keep $Keep --format 'xlsx,html,md,json,csv,md-summary' @Flag $export
$status = $LASTEXITCODE
switch ($status) {
    0 { }
    1 { Write-Notice 'an item is at or above the threshold: see the reports' }
    4 {
        Write-Notice 'the evidence is incomplete: see the summary of the reports'
        $status = 0
    }
    default {
        Write-Notice "no report was written (status $status); earlier ones are as they were"
        exit $status
    }
}
# Each export stays as long as its reports.
Get-ChildItem -Path $exports -Directory -Filter '????-??-??T??????Z' |
    Where-Object { -not (Test-Path (Join-Path $BaseFolder 'reports' $_.Name)) } |
    Remove-Item -Recurse -Force
exit $status
