#!/usr/bin/env bash
# Installs Debian's PgBouncer for the tests that go through one, unless there is one; without it they are skipped.
set -euo pipefail
command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ] && exit 0
command -v apt-get >/dev/null || { echo 'no apt-get: tests through PgBouncer are skipped'; exit 0; }
{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends pgbouncer; } ||
  echo 'PgBouncer cannot be installed: tests through it are skipped'
