"""A consumer in Python: suds, which knows the service by its WSDL only, doing every operation.

suds takes values of restricted types (codes, counts) for text; bytes are base64 that the caller makes and reads; and it does not
escape what is an entity already: "&amp;" in a text arrives as "&".

Environment: WSDL (URL), NAME (prefix of the accounts), PASSWORD (of NAME-alice and NAME-bob), SECRET (of the service
NAME-chess). Prints one line; exits with 1 when a check failed.
"""

import base64
import hashlib
import os
import sys

from suds import WebFault
from suds.cache import NoCache
from suds.client import Client
from suds.sax.date import DateTime
from suds.wsse import Security, UsernameToken

AWKWARD = "  0012 <b>& \"'</b> ]]> <![CDATA[<x>1</x>]]>\n\ttabbed na\u00efve \u2603 \U0001f600 "
BYTES = bytes((index * 151) % 256 for index in range(513))

wsdl = os.environ["WSDL"]
name = os.environ["NAME"]
password = os.environ["PASSWORD"]
secret = os.environ["SECRET"]
ALICE = f"wv:{name}-alice@b1.example"
BOB = f"wv:{name}-bob@b1.example"
CHESS = f"wv:{name}-chess@b1.example"
U1 = f"wv:u1@{name}-chess.b1.example"

client = Client(wsdl, cache=NoCache())
checks = 0


def check(what, right):
    global checks
    checks += 1
    if not right:
        print(f"suds: FAILED: {what}")
        sys.exit(1)


def token(username, credential, digest=False):
    made = UsernameToken(username, credential)
    if digest:
        nonce = os.urandom(16)
        made.setnonce(base64.b64encode(nonce).decode())
        made.setnonceencoding(True)
        made.setcreated()
        hashed = hashlib.sha1(nonce + str(DateTime(made.created)).encode() + credential.encode()).digest()
        made.setpassworddigest(base64.b64encode(hashed).decode())
    return made


def call(operation, user, **arguments):
    """Every request with a token of its own."""
    security = Security()
    security.tokens.append(token(CHESS, secret, digest=True) if user == CHESS else token(user, password))
    client.set_options(wsse=security)
    return getattr(client.service, operation)(**arguments)


def fault_of(operation, user, **arguments):
    try:
        call(operation, user, **arguments)
    except WebFault as fault:
        return fault.fault
    check("a fault was expected", False)


def message(id_, words, *recipients, **more):
    return {"clientMessageId": id_, "recipient": list(recipients), "part": [{"contentType": "text/plain", "text": words}], **more}


capabilities = call("GetCapabilities", CHESS)
check("domains are a list", capabilities.domain == ["b1.example", f"{name}-chess.b1.example"])
check("numbers", int(capabilities.maxMessageBytes) > 1024)

first = client.factory.create("{urn:imps-wsi:im:1}OutgoingMessage")
check("types are in the factory, words too", client.factory.create("{urn:imps-wsi:im:1}Outcome").REJECTED == "REJECTED")
first.clientMessageId, first.recipient, first.subject = "one", [BOB], "first"
first.part = [
    {"contentType": "text/plain", "text": AWKWARD},
    {"contentType": "image/png", "name": "a.png", "data": base64.b64encode(BYTES).decode()},
]
first.attribute = [{"scheme": "urn:x", "name": "colour", "value": "blue & green"}]
# A complex type that the factory made holds empty objects for what was not set: they are not sent.
first.priority = "HIGH"
sent = call("SendMessages", ALICE, message=[first])
check("sent", int(sent.code) == 200 and len(sent.result) == 1)
item = call("GetMessages", BOB).item[0]
check("text as it was", item.content.part[0].text == AWKWARD)
check("bytes as they were", base64.b64decode(item.content.part[1].data) == BYTES)
check("what is absent is absent", "text" not in item.content.part[1] and "deliveryReport" not in item)
check("attributes", item.attribute[0].value == "blue & green" and item.priority == "HIGH")
check("times have a zone", item.acceptedAt.tzinfo is not None)
empty = call("GetMessages", BOB)
check("an empty inbox", "item" not in empty and empty.moreAvailable is False)

sent = call("SendMessages", ALICE, message=[message("many", "to all", BOB, "wv:nobody@b1.example")])
check("some of several", int(sent.code) == 201 and [int(result.code) for result in sent.result] == [200, 531])
call("GetMessages", BOB)

moves = [message(f"move-{place}", move, BOB, sender=U1) for place, move in enumerate(["e4", "c5", "Nf3"])]
check("a batch", len(call("SendMessages", CHESS, message=moves).result) == 3)
leased = call("GetMessages", BOB, maxMessages=3, acknowledgeMode="EXPLICIT", leaseSeconds=30, kind=["MESSAGE"])
check("in order", [each.content.part[0].text for each in leased.item] == ["e4", "c5", "Nf3"])
settled = call(
    "AcknowledgeMessages",
    BOB,
    receipt=leased.receipt,
    entry=[
        {"messageId": each.messageId, "outcome": outcome}
        for each, outcome in zip(leased.item, ["ACCEPTED", "REJECTED", "RELEASED"])
    ],
)
check("settled", [int(result.code) for result in settled.result] == [200, 200, 200])
states = call("GetMessageStatus", CHESS, clientMessageId=["move-0", "move-1", "move-2", "never"])
check("states", [status.state for status in states.status] == ["DELIVERED", "REJECTED", "WAITING"])
check("unknown ids", states.unknownClientMessageId == ["never"])

headers = call("GetMessages", BOB, acknowledgeMode="EXPLICIT", headersOnly=True)
check("content omitted", headers.item[0].content.part[0].contentOmitted is True)
content = call("GetMessageContent", BOB, messageId=headers.item[0].messageId, part=1, offset=1, length=2)
check("a range", base64.b64decode(content.data) == b"f3" and content.moreAvailable is False)
last = call("GetMessages", BOB, acknowledge=headers.receipt)
check("acknowledged on the way", int(last.acknowledgeResult.code) == 200)

fault = fault_of("GetMessageContent", BOB, messageId="no-such", part=1)
check("a detail", fault.detail.ServiceFault.errorName == "MessageNotFound")
password = "guessed"
check("wrong password", fault_of("GetMessages", BOB).faultcode.endswith("FailedAuthentication"))

print(f"suds: ok ({checks} checks)")
