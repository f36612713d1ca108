#!/usr/bin/env bash
# Installs Debian's xmllint and xmlsec1, and the published schemas of WSDL that python3-xmlschema has, which judge what we
# write, unless they are there; without they are skipped.
set -euo pipefail
command -v xmllint >/dev/null && command -v xmlsec1 >/dev/null &&
  [ -f /usr/lib/python3/dist-packages/xmlschema/schemas/WSDL/wsdl.xsd ] && exit 0
command -v apt-get >/dev/null || { echo 'no apt-get: tests by xmllint and xmlsec1 are skipped'; exit 0; }
{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libxml2-utils xmlsec1 python3-xmlschema; } ||
  echo 'xmllint, xmlsec1 and python3-xmlschema cannot be installed: tests by them are skipped'
