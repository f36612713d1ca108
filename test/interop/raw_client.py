"""A consumer made of the standards alone, with nothing but what Python brings along.

  raw_client.py speak                 every way of sending and reading content, at every address
  raw_client.py offer <profile>       puts the content that every consumer is tested with into NAME-bob's inbox
  raw_client.py verify                reads NAME-alice's inbox at each address and expects that content, once

Environment: BASE (URL of /soap/im), NAME (prefix of the accounts), PASSWORD (of NAME-alice and NAME-bob). Prints one line;
exits with 1 when a check failed.
"""

import http.client
import os
import sys
from dataclasses import dataclass
from base64 import b64decode, b64encode
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from soap_package import SOAP11, SOAP12, Attached, Version, is_package, pack, parse, reference, resolve, unpack

IM = "{urn:imps-wsi:im:1}"
WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
BASE = os.environ["BASE"]
NAME = os.environ["NAME"]
ALICE = f"wv:{NAME}-alice@b1.example"
BOB = f"wv:{NAME}-bob@b1.example"


@dataclass(frozen=True)
class Port:
    """An address, behind BASE."""

    path: str
    version: Version
    # How content travels beside the envelope, if it does.
    profile: str | None = None


PORTS = {
    "plain": Port("", SOAP11),
    "swa": Port("/swa", SOAP11, "swa"),
    "mtom": Port("/mtom", SOAP11, "mtom"),
    "soap12": Port("/soap12", SOAP12),
    "soap12-mtom": Port("/soap12/mtom", SOAP12, "mtom"),
}

# The same in every consumer: bytes of every value, more than the store keeps in a row; text that is bytes; text.
PICTURE = bytes((index * 151 + index // 256) % 256 for index in range(150_001))
STORY = "\r\n".join(["na\u00efve \u2603 \U0001f600 <&>"] * 40).encode()
WORDS = "gr\u00fc\u00dfe <b>&amp;</b> \u2603 \U0001f600"
KINDS = ["text/plain", "image/png", "text/plain; charset=UTF-8"]

checks = 0


def check(what, right):
    global checks
    checks += 1
    if not right:
        print(f"{sys.argv[1]} ({NAME}): FAILED: {what}")
        sys.exit(1)


def envelope(version, username, body):
    return (
        f'<s:Envelope xmlns:s="{version.envelope}" xmlns:w="{WSS}-wssecurity-secext-1.0.xsd"><s:Header>'
        f"<w:Security><w:UsernameToken><w:Username>{escape(username)}</w:Username>"
        f'<w:Password Type="{WSS}-username-token-profile-1.0#PasswordText">{escape(os.environ["PASSWORD"])}</w:Password>'
        f"</w:UsernameToken></w:Security></s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )


class Answer:
    """What came back: the status, the child of the Body with the contents put back, and the parts it refers to."""

    def __init__(self, version, status, content_type, body):
        self.version = version
        self.status = status
        self.packaged = is_package(content_type)
        root, self.parts = unpack(content_type, body) if self.packaged else (body, {})
        message = parse(root)
        self.seen = resolve(message, self.parts)
        self.body = message.find(f"{{{version.envelope}}}Body")[0]

    def text(self, name):
        return self.body.findtext(f".//{IM}{name}")

    def content(self, part):
        """The bytes of a part or of a range of it."""
        attachment = part.findtext(f"{IM}attachment")
        if attachment is not None:
            return self.parts[unquote(attachment[4:])].content
        return b64decode(part.findtext(f"{IM}data") or "")


def call(port, username, body, parts=None):
    """Sends a bare envelope, or a package when there are parts, even none."""
    path, version, profile = PORTS[port].path, PORTS[port].version, PORTS[port].profile
    url = urlsplit(BASE + path)
    message = envelope(version, username, body)
    bare = (f"{version.media_type}; charset=utf-8", message.encode())
    kind, sent = bare if parts is None else pack(profile, message, parts, version)
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
    connection.request("POST", url.path, sent, {"Content-Type": kind, **({"SOAPAction": '""'} if version is SOAP11 else {})})
    answer = connection.getresponse()
    return Answer(version, answer.status, answer.getheader("Content-Type", ""), answer.read())


def request(name, content=""):
    return f'<{name}Request xmlns="urn:imps-wsi:im:1">{content}</{name}Request>'


def offer(port, recipients, message_id):
    """Sends the content: beside the envelope where the address allows it."""
    contents = {"picture=1@raw.example": PICTURE, "story&2@raw.example": STORY}
    kinds = dict(zip(contents, KINDS[1:]))
    profile = PORTS[port].profile
    inside = profile is None
    held = {
        name: f"<data>{b64encode(content).decode()}</data>" if inside else reference(profile, name)
        for name, content in contents.items()
    }
    part = f"<part><contentType>{KINDS[0]}</contentType><text>{escape(WORDS)}</text></part>"
    part += "".join(f"<part><contentType>{kinds[name]}</contentType>{held[name]}</part>" for name in contents)
    to = "".join(f"<recipient>{one}</recipient>" for one in recipients)
    body = request("SendMessages", f"<message><clientMessageId>{message_id}</clientMessageId>{to}{part}</message>")
    parts = None if inside else {name: Attached(kinds[name], content) for name, content in contents.items()}
    answer = call(port, ALICE, body, parts)
    codes = [result.findtext(f"{IM}code") for result in answer.body.findall(f"{IM}result")]
    check(f"sent at {port}", answer.status == 200 and codes == ["200"] * len(recipients))
    return answer


def look(port, username, packaged=False):
    """Leases what waits at one address."""
    body = request("GetMessages", "<acknowledgeMode>EXPLICIT</acknowledgeMode>")
    return call(port, username, body, {} if packaged else None)


def is_the_content(answer, item, port):
    parts = item.findall(f"{IM}content/{IM}part")
    check(f"three parts at {port}", len(parts) == 3)
    kinds = [part.findtext(f"{IM}contentType") for part in parts]
    check(f"their types at {port}: {kinds}", kinds == KINDS)
    check(f"text at {port}", parts[0].findtext(f"{IM}text") == WORDS)
    check(f"picture at {port}", answer.content(parts[1]) == PICTURE)
    check(f"story at {port}", answer.content(parts[2]) == STORY)


def settle(port, username, answer, outcome):
    entries = "".join(
        f"<entry><messageId>{item.findtext(f'{IM}messageId')}</messageId><outcome>{outcome}</outcome></entry>"
        for item in answer.body.findall(f"{IM}item")
    )
    receipt = answer.text("receipt")
    settled = call(port, username, request("AcknowledgeMessages", f"<receipt>{receipt}</receipt>{entries}"))
    check(f"settled at {port}", settled.status == 200 and settled.body.findtext(f"{IM}code") == "200")


def verify(username=ALICE, count=1):
    for port in PORTS:
        answer = look(port, username)
        items = answer.body.findall(f"{IM}item")
        check(f"{count} at {port}, found {len(items)}", len(items) == count)
        check(f"packaged at {port} as the address says", answer.packaged == (PORTS[port].profile is not None))
        check(f"no part at {port} without a reference", sorted(answer.seen) == sorted(answer.parts))
        for item in items:
            is_the_content(answer, item, port)
        settle(port, username, answer, "RELEASED" if port != list(PORTS)[-1] else "ACCEPTED")
    check("nothing is left", look("plain", username).body.find(f"{IM}item") is None)


def speak():
    for port in PORTS:
        offer(port, [BOB, ALICE], f"raw-{port}")
    verify(ALICE, len(PORTS))
    for port in [name for name, port in PORTS.items() if port.profile is not None]:
        leased = look(port, BOB, packaged=True)
        message_id = leased.text("messageId")
        where = f"<messageId>{message_id}</messageId><part>2</part>"
        ranged = call(port, BOB, request("GetMessageContent", f"{where}<offset>1000</offset><length>100000</length>"), {})
        check(f"a range at {port}", ranged.packaged and ranged.content(ranged.body) == PICTURE[1000:101_000])
        check(f"more of it at {port}", ranged.text("moreAvailable") == "true")
        rest = call(port, BOB, request("GetMessageContent", f"{where}<offset>149800</offset>"), {})
        check(f"the rest at {port}", rest.content(rest.body) == PICTURE[149_800:])
        check(f"little stays inside at {port}", not rest.parts and rest.text("moreAvailable") == "false")
        fault = call(port, BOB, request("GetMessageContent", "<messageId>none</messageId><part>1</part>"), {})
        check(f"a fault at {port}", fault.status == fault.version.sender_status and fault.packaged == (port != "swa"))
        name = fault.body.findtext(".//{urn:imps-wsi:common:1}errorName")
        check(f"its detail at {port}", fault.body.tag == f"{{{fault.version.envelope}}}Fault" and name == "MessageNotFound")
        settle(port, BOB, leased, "RELEASED")
    print(f"raw (Python, standards alone): ok ({checks} checks)")


commands = {"speak": speak, "offer": lambda: offer(sys.argv[2], [BOB], "from-another"), "verify": verify}
commands[sys.argv[1]]()
