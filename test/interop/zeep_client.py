"""A consumer in Python: zeep, which knows the service by its WSDL only, doing every operation.

Environment: WSDL (URL), NAME (prefix of the accounts), PASSWORD (of NAME-alice and NAME-bob), SECRET (of the service
NAME-chess), SOAP (1.2 where the WSDL is of that version). Prints one line; exits with 1 when a check failed.
"""

import os
import sys

import zeep
from zeep.exceptions import Fault
from zeep.wsse.username import UsernameToken

AWKWARD = "  0012 <b>&amp;\"'</b> ]]> <![CDATA[<x>1</x>]]>\r\n\ttabbed na\u00efve \u2603 \U0001f600 "
BYTES = bytes((index * 151) % 256 for index in range(513))

wsdl = os.environ["WSDL"]
name = os.environ["NAME"]
password = os.environ["PASSWORD"]
secret = os.environ["SECRET"]
soap12 = os.environ.get("SOAP") == "1.2"
ALICE = f"wv:{name}-alice@b1.example"
BOB = f"wv:{name}-bob@b1.example"
CHESS = f"wv:{name}-chess@b1.example"
U1 = f"wv:u1@{name}-chess.b1.example"

checks = 0


def check(what, right):
    global checks
    checks += 1
    if not right:
        print(f"zeep: FAILED: {what}")
        sys.exit(1)


def service(username, credential, digest=False):
    settings = zeep.Settings(strict=True, xml_huge_tree=False)
    token = UsernameToken(username, credential, use_digest=digest)
    return zeep.Client(wsdl, wsse=token, settings=settings).service


def fault_of(call, **arguments):
    try:
        call(**arguments)
    except Fault as fault:
        return fault
    check("a fault was expected", False)


def text(words):
    return {"contentType": "text/plain", "text": words}


alice = service(ALICE, password)
bob = service(BOB, password)
chess = service(CHESS, secret, digest=True)

# GetCapabilities, with a PasswordDigest
capabilities = chess.GetCapabilities()
check("domains are a list", capabilities.domain == ["b1.example", f"{name}-chess.b1.example"])
check("numbers are numbers", capabilities.maxMessageBytes > 1024 and capabilities.contractVersion == 1)
check("features are a list", "requestId" in capabilities.feature)

# SendMessages to one, GetMessages AUTO
sent = alice.SendMessages(
    message=[
        {
            "clientMessageId": "one",
            "recipient": [BOB],
            "subject": "first",
            "part": [text(AWKWARD), {"contentType": "image/png", "name": "a.png", "data": BYTES}],
            "attribute": [{"scheme": "urn:x", "name": "colour", "value": "blue & green"}],
        }
    ]
)
check("one result, a success", sent.code == 200 and [result.code for result in sent.result] == [200])
got = bob.GetMessages()
item = got.item[0]
check("one item", len(got.item) == 1 and item.kind == "MESSAGE" and item.sender == ALICE)
check("text as it was", item.content.part[0].text == AWKWARD)
check("bytes as they were", item.content.part[1].data == BYTES)
check("what is absent is None", item.content.part[1].text is None and item.deliveryReport is None)
check("attributes", item.attribute[0].value == "blue & green")
check("times have a zone", item.acceptedAt.tzinfo is not None)
empty = bob.GetMessages()
check("an empty inbox is an empty list", empty.item == [] and empty.moreAvailable is False)

# Many recipients, one of them wrong
sent = alice.SendMessages(
    message=[{"clientMessageId": "many", "recipient": [BOB, "wv:nobody@b1.example", ALICE], "part": [text("to all")]}]
)
check("some of several", sent.code == 201 and [result.code for result in sent.result] == [200, 531, 200])
check("a failure has no messageId", sent.result[1].messageId is None and sent.result[1].retryable is False)
bob.GetMessages()
alice.GetMessages()

# A batch from the service domain; GetMessages EXPLICIT
sent = chess.SendMessages(
    message=[
        {"clientMessageId": f"move-{place}", "sender": U1, "recipient": [BOB], "part": [text(move)]}
        for place, move in enumerate(["e4", "c5", "Nf3"])
    ]
)
check("a batch", sent.code == 200 and len(sent.result) == 3)
leased = bob.GetMessages(maxMessages=3, waitSeconds=1, acknowledgeMode="EXPLICIT", leaseSeconds=30, kind=["MESSAGE"])
check("in order", [item.content.part[0].text for item in leased.item] == ["e4", "c5", "Nf3"])
check("from the name in the service domain", leased.item[0].sender == U1)

# AcknowledgeMessages, GetMessageStatus
settled = bob.AcknowledgeMessages(
    receipt=leased.receipt,
    entry=[
        {"messageId": leased.item[0].messageId, "outcome": "ACCEPTED"},
        {"messageId": leased.item[1].messageId, "outcome": "REJECTED", "reason": "no Sicilian"},
        {"messageId": leased.item[2].messageId, "outcome": "RELEASED"},
    ],
)
check("settled", [result.code for result in settled.result] == [200, 200, 200])
states = chess.GetMessageStatus(clientMessageId=["move-0", "move-1", "move-2", "never"])
check("states", [status.state for status in states.status] == ["DELIVERED", "REJECTED", "WAITING"])
check("unknown ids", states.unknownClientMessageId == ["never"] and states.code == 201)

# headersOnly, GetMessageContent, the receipt acknowledged with the next request
headers = bob.GetMessages(acknowledgeMode="EXPLICIT", headersOnly=True)
part = headers.item[0].content.part[0]
check("content omitted", part.contentOmitted is True and part.text is None and part.size == 3)
content = bob.GetMessageContent(messageId=headers.item[0].messageId, part=1, offset=1, length=2)
check("a range", content.data == b"f3" and content.size == 3 and content.moreAvailable is False)
kept = bob.AcknowledgeMessages(receipt=headers.receipt, extendSeconds=60)
check("kept longer", kept.code == 200 and kept.leasedUntil is not None)
last = bob.GetMessages(acknowledge=headers.receipt)
check("acknowledged on the way", last.acknowledgeResult.code == 200 and last.item == [])

# Faults
fault = fault_of(bob.GetMessageContent, messageId="no-such", part=1)
detail = fault.detail.find("{urn:imps-wsi:common:1}ServiceFault")
check("a typed detail", detail.findtext("{urn:imps-wsi:common:1}errorName") == "MessageNotFound")
check("the code is the caller's fault", fault.code.endswith("Sender" if soap12 else "Client"))
check("the reason", "No such message" in fault.message)
fault = fault_of(service(BOB, "guessed").GetMessages)
check("wrong password", (fault.subcodes[0].localname if soap12 else fault.code).endswith("FailedAuthentication"))

print(f"zeep{' SOAP 1.2' if soap12 else ''}: ok ({checks} checks)")
