#!/usr/bin/env bash
# Installs Debian's nginx and HAProxy for the tests that stand behind one, unless they are there; without they are skipped.
set -euo pipefail
has() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; }
has nginx && has haproxy && exit 0
command -v apt-get >/dev/null || { echo 'no apt-get: tests behind nginx and HAProxy are skipped'; exit 0; }
# Neither is to be started by its installation.
{ apt-get update && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nginx-light haproxy; } ||
  echo 'nginx and HAProxy cannot be installed: tests behind them are skipped'
