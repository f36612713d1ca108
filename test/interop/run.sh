#!/usr/bin/env bash
# SOAP consumers in other languages against a provider as a user starts it, knowing it by its WSDL only: at the plain
# addresses of SOAP 1.1 and 1.2, and as far as each can at those for MTOM and SwA, where what one sends the others read; then every request and
# answer that went over the wire, packages taken apart, is validated against the shipped schemas (GM-2). What each toolkit
# can do with attachments stands in docs/attachments.md.
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

apt_install() { timeout 600 apt-get install -y --no-install-recommends "$@"; }

# install <what> <package>...: success when the packages are there afterwards
install() {
  local what=$1
  shift
  if [ "${IMPS_INTEROP_INSTALL:-yes}" = no ]; then
    why="$what is not installed and IMPS_INTEROP_INSTALL=no"
  elif [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    why="$what is not installed; on Debian: apt-get install $*"
  elif export DEBIAN_FRONTEND=noninteractive && { apt_install "$@" || { timeout 120 apt-get update && apt_install "$@"; }; } \
    >"$work/apt.log" 2>&1; then
    why="$what was installed and does not run"
    return 0
  else
    why="$what could not be installed: $(grep -m1 '^E:' "$work/apt.log" || echo 'apt-get failed')"
  fi
  return 1
}

node node_modules/typescript/bin/tsc -b packages/provider packages/consumer-sdk
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
BASE="http://127.0.0.1:$(cat "$work/recorder.out")/soap/im"
WSDL="$BASE?wsdl"
PASSWORD='open sesame 1 & <2>'
export BASE WSDL PASSWORD PYTHONDONTWRITEBYTECODE=1

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

# over_soap12 <name> <command>...: the same at the address of SOAP 1.2
over_soap12() {
  SOAP=1.2 WSDL="$BASE/soap12?wsdl" consumer "$1-soap12" "${@:2}"
}

# with_content <name> <other profile> <command>...: runs a consumer in whose inbox waits what another client sent by the
# other profile; then that client reads what the consumer sent, at each address
with_content() {
  local other=$2
  consumer "$1" exchange "$other" "${@:3}"
}
exchange() {
  timeout 60 python3 test/interop/raw_client.py offer "$1" && touch "$work/offered" && timeout 120 "${@:2}" &&
    beside_the_envelope request SendMessagesRequest && beside_the_envelope answer GetMessagesResponse &&
    timeout 60 python3 test/interop/raw_client.py verify
}
# beside_the_envelope <request or answer> <element>: base64 would get there too, and is not what is to be shown
beside_the_envelope() {
  local package
  for package in $(find "$work/wire" -newer "$work/offered" -name "*-$1.mime"); do
    grep -qa "$2" "$package" && grep -qa cid: "$package" && return 0
  done
  echo "$NAME: FAILED: no $2 went as a package with attachments"
  return 1
}

# how_to <command>...: runs what stands in docs/clients, in the environment that it asks for, and looks at what it says
how_to() {
  IMPS_WSDL=$WSDL IMPS_USER="wv:$NAME-chess@b1.example" IMPS_SECRET=$SECRET timeout 120 "$@" >"$work/$NAME.out" &&
    grep -q '^read: Good luck! 4$' "$work/$NAME.out" && grep -qi '^refused: MessageNotFound .*#GetMessageContent$' "$work/$NAME.out" &&
    echo "$NAME: ok" && return 0
  cat "$work/$NAME.out"
  return 1
}
code_of() { node test/interop/code-of.mjs "docs/clients/$1" "$2"; }

# --- nothing but the standards
has_python() { command -v python3 >/dev/null && python3 -c 'import email, http.client' 2>/dev/null; }
if has_python || { install Python python3 && has_python; }; then
  consumer raw timeout 120 python3 test/interop/raw_client.py speak
  packaged=yes
else
  echo "raw: skipped ($why)"
  echo 'attachments: skipped for all (what is sent and read here is read and sent there by Python)'
  packaged=no
fi

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
  over_soap12 zeep timeout 120 "$python" test/interop/zeep_client.py
  code_of zeep.md python >"$work/howto.py"
  consumer how-to-zeep how_to "$python" "$work/howto.py"
  if [ "$packaged" = yes ]; then
    PROFILE=mtom with_content zeep-mtom swa "$python" test/interop/zeep_attachments.py
    PROFILE=swa with_content zeep-swa mtom "$python" test/interop/zeep_attachments.py
    PROFILE=mtom ADDRESS=soap12/mtom with_content zeep-soap12-mtom mtom "$python" test/interop/zeep_attachments.py
  fi
else
  echo "zeep: skipped ($why)"
fi

# --- PHP: SoapClient
has_php() { command -v php >/dev/null && php -r 'exit(class_exists("SoapClient") ? 0 : 1);'; }
if has_php || { install 'php with its soap extension' php-cli php-soap && has_php; }; then
  consumer php timeout 120 php test/interop/php_client.php
  over_soap12 php timeout 120 php test/interop/php_client.php
  code_of php.md php >"$work/howto.php"
  consumer how-to-php how_to php "$work/howto.php"
  [ "$packaged" = no ] || with_content php-mtom swa php test/interop/php_attachments.php
else
  echo "php: skipped ($why)"
fi

# --- C++: gSOAP
# gsoap_build <directory> <WSDL> <source> <name of the binding> [flag or library]...
gsoap_build() {
  local build=$1
  mkdir -p "$build"
  wsdl2h -t wsdl/typemap.dat -o "$build/im.h" "$2" >"$build/log" 2>&1 || { cat "$build/log" >&2; return 1; }
  # A header block is text here: the WS-Security plugin of gSOAP would need more to be installed.
  echo 'struct SOAP_ENV__Header { _XML __any; };' >>"$build/im.h"
  soapcpp2 -j -C -x -d "$build" "$build/im.h" >"$build/log" 2>&1 || { cat "$build/log" >&2; return 1; }
  g++ -std=c++17 -O0 -I "$build" -o "$build/client" "$3" "$build/soapC.cpp" "$build/soap$4Proxy.cpp" -lgsoap++ "${@:5}"
}
# gsoap_client <name of the binding> [flag]...
gsoap_client() {
  local build="$work/gsoap-$1"
  gsoap_build "$build" "$WSDL" test/interop/gsoap_client.cpp "$@" || return 1
  timeout 120 "$build/client"
}
# gsoap_attachments <address> <the other> <name of the binding> [flag]...
gsoap_attachments() {
  local build="$work/gsoap-$3"
  gsoap_build "$build" "$BASE/$1?wsdl" test/interop/gsoap_attachments.cpp "${@:3}" || return 1
  exchange "$2" "$build/client"
}
has_gsoap() {
  command -v wsdl2h >/dev/null && command -v soapcpp2 >/dev/null && command -v g++ >/dev/null &&
    echo '#include <stdsoap2.h>' | g++ -E -x c++ - >/dev/null 2>&1
}
if has_gsoap || { install gSOAP gsoap libgsoap-dev g++ && has_gsoap; }; then
  consumer gsoap gsoap_client InstantMessagingSoap11
  over_soap12 gsoap gsoap_client InstantMessagingSoap12 -DSOAP12
  if echo '#include <openssl/evp.h>' | g++ -E -x c++ - >/dev/null 2>&1; then
    code_of gsoap.md cpp >"$work/howto.cpp"
    gsoap_how_to() {
      gsoap_build "$work/gsoap-how-to" "$WSDL" "$work/howto.cpp" InstantMessagingSoap11 -lcrypto && how_to "$work/gsoap-how-to/client"
    }
    consumer how-to-gsoap gsoap_how_to
  else
    echo 'how-to-gsoap: skipped (libssl-dev is not installed)'
  fi
  if [ "$packaged" = yes ]; then
    consumer gsoap-mtom gsoap_attachments mtom swa InstantMessagingSoap11Mtom
    consumer gsoap-swa gsoap_attachments swa mtom InstantMessagingSoap11Swa -DSWA
    consumer gsoap-soap12-mtom gsoap_attachments soap12/mtom mtom InstantMessagingSoap12Mtom -DSOAP12
  fi
else
  echo "gsoap: skipped ($why)"
fi

# --- Java: JAX-WS
jaxws_jars=/usr/share/java/jaxws-tools.jar:/usr/share/java/jaxws-rt.jar
# jaxws_build <directory> <WSDL> <class>
jaxws_build() {
  mkdir -p "$1"
  # -extension: it counts SOAP 1.2 among those, and leaves its ports out without.
  wsimport -quiet -extension -d "$1" -p imps "$2" >&2 && javac -cp "$1:$jaxws_jars" -d "$1" "test/interop/$3.java"
}
jaxws_client() {
  jaxws_build "$work/$NAME" "$WSDL" JaxwsClient || return 1
  timeout 120 java -cp "$work/$NAME:$jaxws_jars" JaxwsClient
}
# jaxws_attachments <address> <the other> [profile]
jaxws_attachments() {
  local build="$work/$NAME"
  jaxws_build "$build" "$BASE/$1?wsdl" JaxwsAttachments || return 1
  PROFILE=${3:-$1} ADDRESS=$1 exchange "$2" java -cp "$build:$jaxws_jars" JaxwsAttachments
}
has_jaxws() {
  command -v wsimport >/dev/null && command -v javac >/dev/null && [ -f /usr/share/java/jaxws-tools.jar ]
}
if has_jaxws || { install JAX-WS jaxws default-jdk-headless && has_jaxws; }; then
  consumer jaxws jaxws_client
  over_soap12 jaxws jaxws_client
  code_of java.md java >"$work/HowTo.java"
  jaxws_how_to() {
    local build="$work/jaxws-how-to"
    mkdir -p "$build"
    wsimport -quiet -d "$build" -p imps "$BASE/mtom?wsdl" >&2 && javac -cp "$build:$jaxws_jars" -d "$build" "$work/HowTo.java" &&
      how_to java -cp "$build:$jaxws_jars" HowTo
  }
  consumer how-to-jaxws jaxws_how_to
  if [ "$packaged" = yes ]; then
    consumer jaxws-mtom jaxws_attachments mtom swa
    consumer jaxws-swa jaxws_attachments swa mtom
    consumer jaxws-soap12-mtom jaxws_attachments soap12/mtom mtom mtom
  fi
else
  echo "jaxws: skipped ($why)"
fi

# --- Python: suds
find_suds() {
  for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import suds' 2>/dev/null; then
      suds_python=$candidate
      return 0
    fi
  done
  return 1
}
if find_suds || { install suds python3-suds && find_suds; }; then
  consumer suds timeout 120 "$suds_python" test/interop/suds_client.py
else
  echo "suds: skipped ($why)"
fi

# --- C++ with Qt: KDSoap
kdsoap_client() {
  local build="$work/$NAME" moc
  mkdir -p "$build"
  moc=$(command -v moc || echo /usr/lib/qt5/bin/moc)
  { kdwsdl2cpp -o "$build/im.h" "$WSDL" && kdwsdl2cpp -impl im.h -o "$build/im.cpp" "$WSDL" &&
    "$moc" "$build/im.h" -o "$build/moc.cpp"; } >"$build/log" 2>&1 || { cat "$build/log" >&2; return 1; }
  # shellcheck disable=SC2046
  g++ -std=c++17 -O0 -fPIC -I "$build" $(pkg-config --cflags Qt5Core Qt5Network Qt5Xml) -o "$build/client" \
    test/interop/kdsoap_client.cpp "$build/im.cpp" "$build/moc.cpp" -lkdsoap $(pkg-config --libs Qt5Core Qt5Network Qt5Xml) || return 1
  timeout 120 "$build/client"
}
has_kdsoap() {
  command -v kdwsdl2cpp >/dev/null && command -v g++ >/dev/null && pkg-config --exists Qt5Network Qt5Xml 2>/dev/null
}
if has_kdsoap || { install KDSoap libkdsoap-dev libkdsoap-bin qtbase5-dev qt5-qmake pkg-config g++ && has_kdsoap; }; then
  consumer kdsoap kdsoap_client
  over_soap12 kdsoap kdsoap_client
else
  echo "kdsoap: skipped ($why)"
fi

# --- .NET: Mono
mono_client() {
  local build="$work/$NAME"
  mkdir -p "$build"
  { wsdl "$@" /out:"$build/Imps.cs" /namespace:Imps "$WSDL" &&
    mcs -nowarn:219 -out:"$build/client.exe" -r:System.Web.Services,System.Web,System.Xml "$build/Imps.cs" test/interop/MonoClient.cs; } \
    >"$build/log" 2>&1 || { cat "$build/log" >&2; return 1; }
  cp test/interop/MonoClient.config "$build/client.exe.config"
  timeout 120 mono "$build/client.exe"
}
# Another program may be called wsdl; this one says what it is and fails when it is asked nothing.
has_mono() {
  command -v mono >/dev/null && command -v mcs >/dev/null && [[ $(wsdl 2>&1 || true) == *'Web Services Description'* ]]
}
# 43 MB to fetch, 207 MB on the disk: two minutes, the first time.
if has_mono || { install Mono mono-devel mono-mcs && has_mono; }; then
  consumer mono mono_client
  over_soap12 mono mono_client /protocol:SOAP12
else
  echo "mono: skipped ($why)"
fi

# --- the other way round: this project's SDK against a provider in Python, spyne
find_spyne() {
  for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import spyne.server.wsgi, lxml' 2>/dev/null; then
      spyne_python=$candidate
      return 0
    fi
  done
  return 1
}
if find_spyne || { install spyne python3-spyne python3-lxml && find_spyne; }; then
  timeout 120 node test/interop/sdk_and_spyne.mjs "$spyne_python" 2>"$work/spyne.log" || { cat "$work/spyne.log"; failed=1; }
else
  echo "sdk and spyne: skipped ($why)"
fi

# --- the toolkits of Node.js, whose programs are tests
if npm run --silent build >"$work/node.log" 2>&1 && node --experimental-vm-modules --no-warnings=ExperimentalWarning \
  node_modules/jest/bin/jest.js 'test-dist/wire/(strong-)?soap-(client|attachments)' >>"$work/node.log" 2>&1; then
  echo "soap and strong-soap: ok ($(sed -n 's/^Tests:.* \([0-9]*\) passed.*/\1/p' "$work/node.log") tests)"
else
  echo 'soap and strong-soap: failed'
  cat "$work/node.log"
  failed=1
fi

# --- everything that was said, against the schemas
shopt -s nullglob
if [ "$packaged" = yes ]; then
  packages=("$work"/wire/*.mime "$work"/wire/{swa,soap12}/*.mime)
  if python3 test/interop/unpack.py "${packages[@]}" >"$work/unpack.log"; then
    echo "packages: ok (${#packages[@]} taken apart)"
  else
    echo 'packages: failed'
    cat "$work/unpack.log"
    failed=1
  fi
fi

# validate <what> <envelope's schema> <message>...
validate() {
  local what=$1 schema=$2
  shift 2
  if [ $# -eq 0 ]; then
    echo "xmllint $what: skipped (no consumer ran)"
  elif xmllint --nonet --noout --schema "$schema" "$@" 2>"$work/xmllint.log"; then
    echo "xmllint $what: ok ($# messages valid)"
  else
    echo "xmllint $what: failed"
    grep -v ' validates$' "$work/xmllint.log" || true
    failed=1
  fi
}
if command -v xmllint >/dev/null || install xmllint libxml2-utils; then
  validate 'plain and mtom' test/interop/envelope.xsd "$work"/wire/*.xml
  validate 'SOAP 1.2' test/interop/envelope12.xsd "$work"/wire/soap12/*.xml
  # The schemas of the SwA document are derived from those in wsdl/; what a provider serves is what counts.
  mkdir "$work/swa"
  for schema in common.xsd swaref.xsd im-swa.xsd; do
    node -e 'fetch(process.argv[1]).then((answer) => answer.text()).then((text) => process.stdout.write(text))' "$BASE/$schema" \
      >"$work/swa/$schema"
  done
  sed -e 's,\.\./\.\./wsdl/im\.xsd,im-swa.xsd,' -e 's,\.\./\.\./wsdl/,,' test/interop/envelope.xsd >"$work/swa/envelope.xsd"
  validate swa "$work/swa/envelope.xsd" "$work"/wire/swa/*.xml
else
  echo "xmllint: skipped ($why)"
fi

exit "$failed"
