#!/usr/bin/env bash
# Turns the exit code of the scan into that of the job, and says in one line why.
set -euo pipefail

code=${NHI_EXIT_CODE:-2}
if [[ ! $code =~ ^[0-9]+$ ]]; then code=2; fi
new=${NHI_NEW_FINDINGS:-}
if [[ ! $new =~ ^[0-9]+$ ]]; then new=0; fi

case $code in
  0) exit 0 ;;
  1) echo "::error title=nhi::findings at or over the threshold ($new new); the summary of the job lists them" ;;
  3)
    case ${NHI_INPUT_INCOMPLETE:-fail} in
      warn)
        echo "::warning title=nhi::the scan is incomplete: something could not be read or judged; the summary says what"
        exit 0
        ;;
      fail) echo "::error title=nhi::the scan is incomplete: something could not be read or judged; the summary says what" ;;
      *)
        echo "::error title=nhi::incomplete: fail or warn"
        exit 2
        ;;
    esac
    ;;
  *) echo "::error title=nhi::nhi stopped with $code; the log of the scan says why" ;;
esac
exit "$code"
