#!/usr/bin/env bash
# Installs Debian's PostgreSQL, starts a cluster of its own for this run, and prints its URL on standard output.
set -euo pipefail
{
  if ! ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1; then
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql
  fi
  bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
  data=$(mktemp -d)
  chown postgres "$data"
  port=54329
  run() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
  run "$bin/initdb" --pgdata "$data" --auth trust --encoding UTF8 --locale C
  run "$bin/pg_ctl" --pgdata "$data" --wait --log "$data/log" --options "-p $port -c listen_addresses=127.0.0.1 -k $data -c fsync=off" start
} >&2
echo "postgres://postgres@127.0.0.1:54329/postgres"
