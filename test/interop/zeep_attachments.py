"""What zeep can do with attachments, as far as it goes.

By itself: it reads MTOM answers into bytes, and sends base64 inside of the envelope. With Packaging below, which is what its
users write as well, it sends packages and reads SwA.

Environment: BASE (URL of /soap/im), PROFILE (mtom, swa), ADDRESS (behind BASE; default PROFILE), NAME (prefix of the
accounts), PASSWORD (of NAME-alice and NAME-bob). In NAME-bob's inbox waits what another client sent. Prints one line; exits with 1 when a check failed.
"""

import os
import re
import sys
from base64 import b64decode

import zeep
from lxml import etree
from zeep.exceptions import Fault
from zeep.wsdl.utils import etree_to_string
from zeep.wsse.username import UsernameToken

from soap_package import SOAP11, SOAP12, XOP, Attached, pack

BASE = os.environ["BASE"]
PROFILE = os.environ["PROFILE"]
ADDRESS = os.environ.get("ADDRESS", PROFILE)
VERSION = SOAP12 if ADDRESS.startswith("soap12") else SOAP11
NAME = os.environ["NAME"]
ALICE = f"wv:{NAME}-alice@b1.example"
BOB = f"wv:{NAME}-bob@b1.example"
IM = "{urn:imps-wsi:im:1}"
PICTURE = bytes((index * 151 + index // 256) % 256 for index in range(150_001))
STORY = "\r\n".join(["na\u00efve \u2603 \U0001f600 <&>"] * 40).encode()
WORDS = "gr\u00fc\u00dfe <b>&amp;</b> \u2603 \U0001f600"

checks = 0


def check(what, right):
    global checks
    checks += 1
    if not right:
        print(f"zeep {ADDRESS}: FAILED: {what}")
        sys.exit(1)


class Packaging(zeep.Transport):
    """Sends every request as a package, and hides from zeep the MIME binding, of which it would make an empty Body."""

    def load(self, url):
        content = super().load(url)
        return re.sub(rb"</?mime:(multipartRelated|part)>", b"", content)

    def post_xml(self, address, envelope, headers):
        parts = {}
        for data in list(envelope.iter(f"{IM}data")):
            kind = data.getparent().findtext(f"{IM}contentType")
            name = f"part-{len(parts)}@zeep.example"
            parts[name] = Attached(kind, b64decode(data.text))
            data.text = None
            if PROFILE == "mtom":
                etree.SubElement(data, f"{{{XOP}}}Include", href=f"cid:{name}")
            else:
                data.tag = f"{IM}attachment"
                data.text = f"cid:{name}"
        kind, body = pack(PROFILE, etree_to_string(envelope).decode(), parts, VERSION)
        return self.post(address, body, {**headers, "Content-Type": kind})


def service(username, transport=None):
    token = UsernameToken(username, os.environ["PASSWORD"])
    return zeep.Client(f"{BASE}/{ADDRESS}?wsdl", wsse=token, transport=transport or zeep.Transport()).service


def message(name):
    story = {"contentType": "text/plain; charset=UTF-8", "data": STORY}
    parts = [{"contentType": "text/plain", "text": WORDS}, {"contentType": "image/png", "data": PICTURE}, story]
    return {"clientMessageId": name, "recipient": [BOB, ALICE], "part": parts}


def bytes_of(part, pack):
    """By SwA an answer with attachments is a MessagePack, in which the program looks for what an element refers to."""
    if part.data is not None or pack is None:
        return part.data
    return pack.get_by_content_id(f"<{part.attachment[4:]}>").content


def opened(answer):
    return (answer.root, answer) if isinstance(answer, zeep.wsdl.attachments.MessagePack) else (answer, None)


def holds_the_content(what, item, pack):
    parts = item.content.part
    check(f"text {what}", parts[0].text == WORDS)
    check(f"picture {what}", bytes_of(parts[1], pack) == PICTURE)
    check(f"story {what}", bytes_of(parts[2], pack) == STORY)


alice = service(ALICE, Packaging())
bob = service(BOB, Packaging())
sent = alice.SendMessages(message=[message("packaged")])
check("sent as a package", [result.code for result in sent.result] == [200, 200])

answer, pack_of = opened(bob.GetMessages(acknowledgeMode="EXPLICIT"))
check("two wait", len(answer.item) == 2)
holds_the_content("from another client", answer.item[0], pack_of)
holds_the_content("that it sent", answer.item[1], pack_of)
message_id = answer.item[0].messageId
ranged, pack_of = opened(bob.GetMessageContent(messageId=message_id, part=2, offset=1000, length=100_000))
check("a range", bytes_of(ranged, pack_of) == PICTURE[1000:101_000] and ranged.moreAvailable)
check("settled", bob.AcknowledgeMessages(receipt=answer.receipt).code == 200)
try:
    bob.GetMessageContent(messageId="none", part=1)
    check("a fault was expected", False)
except Fault as fault:
    detail = fault.detail.find("{urn:imps-wsi:common:1}ServiceFault")
    check("a typed detail", detail.findtext("{urn:imps-wsi:common:1}errorName") == "MessageNotFound")

if PROFILE == "mtom":
    # What it does without help.
    check("sent inside", service(BOB).SendMessages(message=[{**message("inside"), "recipient": [BOB]}]).code == 200)
    holds_the_content("read by itself", service(BOB).GetMessages().item[0], None)
    # It takes line ends off both ends of a part whose encoding is written "binary", and not off ours.
    ends = {"contentType": "a/b", "data": b"\r\n" + bytes(range(256)) * 4 + b"\n"}
    bob.SendMessages(message=[{"clientMessageId": "ends", "recipient": [BOB], "part": [ends]}])
    check("line ends stay", service(BOB).GetMessages().item[0].content.part[0].data == ends["data"])

print(f"zeep {ADDRESS}: ok ({checks} checks)")
