#!/usr/bin/env bash
# SOAP consumers in other languages against a provider as a user starts it, knowing it by its WSDL only; then every
# request and answer that went over the wire is validated against the shipped schemas (GM-2).
#
# Missing toolkits are installed from Debian's packages when this runs as root; otherwise they are skipped and it is said
# what is missing. IMPS_INTEROP_INSTALL=no never installs. Exit code 1 when a consumer or the validation failed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root"

work=$(mktemp -d)
# The built-in database runs as another user when we are root; that user has to get through here.
chmod 711 "$work"
mkdir "$work/wire"
pids=()
finish() {
  local code=$?
  trap - EXIT INT TERM
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  [ "$code" -eq 0 ] || { echo "--- the provider's log:"; cat "$work/provider.log" 2>/dev/null || true; }
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

failed=0

# install <what> <package>...: success when the packages are there afterwards
install() {
  local what=$1
  shift
  if [ "${IMPS_INTEROP_INSTALL:-yes}" = no ]; then
    why="$what is not installed and IMPS_INTEROP_INSTALL=no"
  elif [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    why="$what is not installed; on Debian: apt-get install $*"
  elif export DEBIAN_FRONTEND=noninteractive && { apt-get install -y --no-install-recommends "$@" || { apt-get update && apt-get install -y --no-install-recommends "$@"; }; } \
    >"$work/apt.log" 2>&1; then
    return 0
  else
    why="$what could not be installed: $(grep -m1 '^E:' "$work/apt.log" || echo 'apt-get failed')"
  fi
  return 1
}

node node_modules/typescript/bin/tsc -b packages/provider
provider() { node packages/provider/dist/main.js "$@"; }

# --- the provider, as a user starts it
: >"$work/provider.out"
node packages/provider/dist/main.js serve --port 0 --domain b1.example --data-dir "$work/b1" --log-level warn \
  >"$work/provider.out" 2>"$work/provider.log" &
pids+=($!)
for _ in $(seq 300); do
  grep -q ' ready: ' "$work/provider.out" && break
  kill -0 "${pids[0]}" 2>/dev/null || { echo 'the provider did not start'; exit 1; }
  sleep 0.1
done
port=$(sed -n 's/.* ready: http:\/\/[^:]*:\([0-9]*\)\/.*/\1/p' "$work/provider.out")
[ -n "$port" ] || { echo 'the provider did not say where it is'; exit 1; }

node test/interop/recorder.mjs "$port" "$work/wire" >"$work/recorder.out" &
pids+=($!)
for _ in $(seq 100); do [ -s "$work/recorder.out" ] && break; sleep 0.1; done
WSDL="http://127.0.0.1:$(cat "$work/recorder.out")/soap/im?wsdl"
PASSWORD='open sesame 1 & <2>'
export WSDL PASSWORD

# consumer <name> <command>...: runs a consumer with accounts of its own
consumer() {
  NAME=$1
  shift
  local person
  for person in alice bob; do
    printf '%s' "$PASSWORD" | provider account add "wv:$NAME-$person@b1.example" --domain b1.example --data-dir "$work/b1" 2>/dev/null
  done
  SECRET=$(provider account add --service "wv:$NAME-chess@b1.example" --service-domain "$NAME-chess.b1.example" \
    --domain b1.example --data-dir "$work/b1" 2>/dev/null)
  export NAME SECRET
  if ! "$@" 2>"$work/$NAME.log"; then
    echo "$NAME: failed"
    cat "$work/$NAME.log"
    failed=1
  fi
}

# --- Python: zeep
python=''
find_zeep() {
  for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import zeep' 2>/dev/null; then
      python=$candidate
      return 0
    fi
  done
  return 1
}
if find_zeep || { install zeep python3-zeep && find_zeep; }; then
  consumer zeep timeout 120 "$python" test/interop/zeep_client.py
else
  echo "zeep: skipped ($why)"
fi

# --- PHP: SoapClient
has_php() { command -v php >/dev/null && php -r 'exit(class_exists("SoapClient") ? 0 : 1);'; }
if has_php || { install 'php with its soap extension' php-cli php-soap && has_php; }; then
  consumer php timeout 120 php test/interop/php_client.php
else
  echo "php: skipped ($why)"
fi

# --- C++: gSOAP
gsoap_client() {
  local build=$work/gsoap
  mkdir -p "$build"
  wsdl2h -t wsdl/typemap.dat -o "$build/im.h" "$WSDL" >"$build/log" 2>&1 || { cat "$build/log" >&2; return 1; }
  # A header block is text here: the WS-Security plugin of gSOAP would need more to be installed.
  echo 'struct SOAP_ENV__Header { _XML __any; };' >>"$build/im.h"
  soapcpp2 -j -C -x -d "$build" "$build/im.h" >"$build/log" 2>&1 || { cat "$build/log" >&2; return 1; }
  g++ -std=c++17 -O0 -I "$build" -o "$build/client" test/interop/gsoap_client.cpp \
    "$build/soapC.cpp" "$build/soapInstantMessagingSoap11Proxy.cpp" -lgsoap++ || return 1
  timeout 120 "$build/client"
}
has_gsoap() {
  command -v wsdl2h >/dev/null && command -v soapcpp2 >/dev/null && command -v g++ >/dev/null &&
    echo '#include <stdsoap2.h>' | g++ -E -x c++ - >/dev/null 2>&1
}
if has_gsoap || { install gSOAP gsoap libgsoap-dev g++ && has_gsoap; }; then
  consumer gsoap gsoap_client
else
  echo "gsoap: skipped ($why)"
fi

# --- Java: JAX-WS
jaxws_jars=/usr/share/java/jaxws-tools.jar:/usr/share/java/jaxws-rt.jar
jaxws_client() {
  local build=$work/jaxws
  mkdir -p "$build"
  wsimport -quiet -d "$build" -p imps "$WSDL" >&2 || return 1
  javac -cp "$build:$jaxws_jars" -d "$build" test/interop/JaxwsClient.java || return 1
  timeout 120 java -cp "$build:$jaxws_jars" JaxwsClient
}
has_jaxws() {
  command -v wsimport >/dev/null && command -v javac >/dev/null && [ -f /usr/share/java/jaxws-tools.jar ]
}
if has_jaxws || { install JAX-WS jaxws default-jdk-headless && has_jaxws; }; then
  consumer jaxws jaxws_client
else
  echo "jaxws: skipped ($why)"
fi

# --- everything that was said, against the schemas
if command -v xmllint >/dev/null || install xmllint libxml2-utils; then
  shopt -s nullglob
  messages=("$work"/wire/*.xml)
  if [ ${#messages[@]} -eq 0 ]; then
    echo 'xmllint: skipped (no consumer ran)'
  elif xmllint --nonet --noout --schema test/interop/envelope.xsd "${messages[@]}" 2>"$work/xmllint.log"; then
    echo "xmllint: ok (${#messages[@]} messages valid)"
  else
    echo 'xmllint: failed'
    grep -v ' validates$' "$work/xmllint.log" || true
    failed=1
  fi
else
  echo "xmllint: skipped ($why)"
fi

exit "$failed"
