#!/usr/bin/env bash
# Sums the tests of runner outputs (cargo test, cargo nextest, node --test, Playwright, pytest) given on standard input.
# Prints two numbers: passed and failed.
sed -E 's/\x1b\[[0-9;]*[A-Za-z]//g' | awk '
  # cargo test:  test result: ok. 12 passed; 0 failed; 1 ignored; …
  /^test result:/ {
    for (i = 2; i <= NF; i++) {
      if ($i == "passed;") passed += $(i - 1)
      if ($i == "failed;") failed += $(i - 1)
    }
    next
  }
  # nextest:  Summary [   1.2s] 9 tests run: 7 passed (1 slow), 1 failed, 1 timed out, 2 skipped
  /^ *Summary \[/ {
    line = $0; sub(/.*run: */, "", line); n = split(line, part, /, */)
    for (i = 1; i <= n; i++) {
      if (part[i] ~ /^[0-9]+ passed/) passed += part[i] + 0
      else if (part[i] ~ /^[0-9]+ (failed|timed out|exec failed)/) failed += part[i] + 0
    }
    next
  }
  # node --test:  # pass 3  or  ℹ pass 3
  /^(#|ℹ) pass [0-9]+$/ { passed += $3; next }
  /^(#|ℹ) (fail|cancelled) [0-9]+$/ { failed += $3; next }
  # Playwright:  3 passed (4.1s), each outcome on a line of its own
  /^ +[0-9]+ passed( \(.*\))?$/ { passed += $1; next }
  /^ +[0-9]+ flaky$/ { passed += $1; next }
  /^ +[0-9]+ (failed|interrupted)$/ { failed += $1; next }
  /^ +[0-9]+ did not run$/ { failed += $1; next }
  # pytest:  1 failed, 11 passed, 2 skipped in 3.20s, with or without a rule around it
  /^(=+ )?[0-9]+ (passed|failed|error|errors|skipped|deselected)(,.*)? in [0-9.]+s/ {
    line = $0; gsub(/^=+ | =+$/, "", line); sub(/ in [0-9.]+s.*/, "", line); n = split(line, part, /, */)
    for (i = 1; i <= n; i++) {
      if (part[i] ~ /^[0-9]+ passed/) passed += part[i] + 0
      else if (part[i] ~ /^[0-9]+ (failed|errors?)/) failed += part[i] + 0
    }
    next
  }
  END { print passed + 0, failed + 0 }
'
