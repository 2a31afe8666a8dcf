# What `go test -json` says, as a person wants it: each package with its result,
# and the whole output of the tests that failed or were skipped, but of no other.
foreach inputs as $event ({};
  "\($event.Package) \($event.Test)" as $test
  | .say = ""
  | if $event.Action == "build-output" then .say = $event.Output
    elif $event.Action == "output" then .of[$test] += $event.Output
    elif $event.Action == "pass" and $event.Test then del(.of[$test])
    elif IN($event.Action; "pass", "fail", "skip") then .say = .of[$test] | del(.of[$test])
    else . end;
  .say // "")
