#!/usr/bin/env bash
# Builds nhi from the very commit that the workflow pinned: what runs is what was reviewed, from no registry.
set -euo pipefail

cd "$GITHUB_ACTION_PATH"
if [[ -f dist/nhi.js && -d node_modules/better-sqlite3 ]]; then exit 0; fi
if ! node --eval 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'; then
  echo "::error title=nhi::nhi needs Node 20.19 or later on the runner; actions/setup-node brings it"
  exit 2
fi
# Installing builds as well (the package's own prepare script), whatever NODE_ENV the job has set.
npm ci --include=dev --no-audit --no-fund
