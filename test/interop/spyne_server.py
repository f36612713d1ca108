"""A provider in Python: spyne serves the operations of the contract over a toy inbox, for our SDK to speak with.

spyne makes its WSDL of classes, so those here repeat what the SDK needs of ours: the same names and namespaces. What it
writes is its own: prefixes, order of attributes, dates, faults ("Client.NoSuchMessage").

Prints its port. Ends with its standard input.
"""

import datetime
import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

from spyne import Application, Boolean, ByteArray, ComplexModel, DateTime, Fault, Integer, ServiceBase, Unicode, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

IM = "urn:imps-wsi:im:1"
COMMON = "urn:imps-wsi:common:1"


def model(name, /, **fields):
    """A type of the contract: optional fields are left out when they are None."""
    return type(ComplexModel)(name, (ComplexModel,), {"__namespace__": IM, "_type_info": list(fields.items())})


def many(kind, **more):
    return kind.customize(max_occurs="unbounded", min_occurs=0, **more)


Part = model("Part", contentType=Unicode, name=Unicode, text=Unicode, data=ByteArray)
OutgoingMessage = model(
    "OutgoingMessage", clientMessageId=Unicode, recipient=many(Unicode), subject=Unicode, part=many(Part)
)
SendMessagesRequest = model("SendMessagesRequest", contractVersion=Integer, message=many(OutgoingMessage))
SendResult = model(
    "SendResult",
    clientMessageId=Unicode,
    recipient=Unicode,
    messageId=Unicode,
    code=Integer,
    reason=Unicode,
    retryable=Boolean,
)
SendMessagesResponse = model("SendMessagesResponse", code=Integer, reason=Unicode, result=many(SendResult))

GetMessagesRequest = model(
    "GetMessagesRequest",
    contractVersion=Integer,
    maxMessages=Integer,
    maxBytes=Integer,
    waitSeconds=Integer,
    acknowledge=Unicode,
    acknowledgeMode=Unicode,
    leaseSeconds=Integer,
    requestId=Unicode,
    headersOnly=Boolean,
    kind=many(Unicode),
)
ReceivedPart = model(
    "ReceivedPart",
    number=Integer,
    contentType=Unicode,
    name=Unicode,
    size=Integer,
    text=Unicode,
    data=ByteArray,
    contentOmitted=Boolean,
)
Content = model("Content", subject=Unicode, part=many(ReceivedPart))
InboxItem = model(
    "InboxItem",
    messageId=Unicode,
    kind=Unicode,
    sender=Unicode,
    recipient=Unicode,
    acceptedAt=DateTime,
    deliveryAttempt=Integer,
    content=Content,
)
GetMessagesResponse = model("GetMessagesResponse", item=many(InboxItem), moreAvailable=Boolean, receipt=Unicode)

GetMessageContentRequest = model(
    "GetMessageContentRequest", contractVersion=Integer, messageId=Unicode, part=Integer, offset=Integer, length=Integer
)
GetMessageContentResponse = model(
    "GetMessageContentResponse",
    messageId=Unicode,
    part=Integer,
    contentType=Unicode,
    size=Integer,
    offset=Integer,
    data=ByteArray,
    moreAvailable=Boolean,
)

AcknowledgeEntry = model("AcknowledgeEntry", messageId=Unicode, outcome=Unicode, reason=Unicode)
AcknowledgeMessagesRequest = model(
    "AcknowledgeMessagesRequest", contractVersion=Integer, receipt=Unicode, entry=many(AcknowledgeEntry)
)
AcknowledgeResult = model("AcknowledgeResult", messageId=Unicode, outcome=Unicode, code=Integer, reason=Unicode)
AcknowledgeMessagesResponse = model(
    "AcknowledgeMessagesResponse", code=Integer, reason=Unicode, result=many(AcknowledgeResult)
)

GetMessageStatusRequest = model(
    "GetMessageStatusRequest", contractVersion=Integer, messageId=many(Unicode), clientMessageId=many(Unicode)
)
MessageStatus = model(
    "MessageStatus",
    messageId=Unicode,
    clientMessageId=Unicode,
    recipient=Unicode,
    state=Unicode,
    code=Integer,
    reason=Unicode,
    changedAt=DateTime,
)
GetMessageStatusResponse = model(
    "GetMessageStatusResponse", code=Integer, reason=Unicode, status=many(MessageStatus)
)
GetCapabilitiesRequest = model("GetCapabilitiesRequest", contractVersion=Integer)
GetCapabilitiesResponse = model("GetCapabilitiesResponse", contractVersion=Integer)

NOON = datetime.datetime(2031, 5, 17, 12, 0, 0, 250000, tzinfo=datetime.timezone.utc)
inbox = []


class Item:
    def __init__(self, message, recipient):
        self.id = f"spyne-{len(inbox) + 1}"
        self.message, self.recipient, self.state = message, recipient, "WAITING"


def bytes_of(part):
    return b"".join(part.data or [])


def operation(request, response):
    name = request.get_type_name()[: -len("Request")]
    return rpc(
        request,
        _returns=response,
        _body_style="bare",
        _operation_name=name,
        _in_message_name=f"{{{IM}}}{name}Request",
        _out_message_name=f"{{{IM}}}{name}Response",
    )


class InstantMessaging(ServiceBase):
    @operation(SendMessagesRequest, SendMessagesResponse)
    def SendMessages(_context, request):
        results = []
        for message in request.message:
            for recipient in message.recipient:
                item = Item(message, recipient)
                inbox.append(item)
                results.append(
                    SendResult(
                        clientMessageId=message.clientMessageId,
                        recipient=recipient,
                        messageId=item.id,
                        code=200,
                        reason="kept",
                        retryable=False,
                    )
                )
        return SendMessagesResponse(code=200, reason="kept", result=results)

    @operation(GetMessagesRequest, GetMessagesResponse)
    def GetMessages(_context, request):
        items = []
        for item in inbox:
            if item.state != "WAITING":
                continue
            parts = []
            for number, part in enumerate(item.message.part, 1):
                is_text = part.text is not None
                size = len(part.text.encode()) if is_text else len(bytes_of(part))
                omitted = size > 1000 or None
                parts.append(
                    ReceivedPart(
                        number=number,
                        contentType=part.contentType,
                        name=part.name,
                        size=size,
                        text=part.text if is_text and not omitted else None,
                        data=part.data if not is_text and not omitted else None,
                        contentOmitted=omitted,
                    )
                )
            items.append(
                InboxItem(
                    messageId=item.id,
                    kind="MESSAGE",
                    sender="wv:toy@spyne.example",
                    recipient=item.recipient,
                    acceptedAt=NOON,
                    deliveryAttempt=1,
                    content=Content(subject=item.message.subject, part=parts),
                )
            )
        return GetMessagesResponse(item=items, moreAvailable=False, receipt="all" if items else None)

    @operation(GetMessageContentRequest, GetMessageContentResponse)
    def GetMessageContent(_context, request):
        item = next((each for each in inbox if each.id == request.messageId), None)
        if item is None:
            raise Fault("Client.NoSuchMessage", "not in this toy")
        whole = bytes_of(item.message.part[request.part - 1])
        offset = request.offset or 0
        data = whole[offset : offset + min(request.length or len(whole), 700)]
        return GetMessageContentResponse(
            messageId=item.id,
            part=request.part,
            contentType=item.message.part[request.part - 1].contentType,
            size=len(whole),
            offset=offset,
            data=[data],
            moreAvailable=offset + len(data) < len(whole),
        )

    @operation(AcknowledgeMessagesRequest, AcknowledgeMessagesResponse)
    def AcknowledgeMessages(_context, request):
        named = {entry.messageId: entry.outcome for entry in request.entry or []}
        for item in inbox:
            if not named or item.id in named:
                item.state = "DELIVERED"
        results = [
            AcknowledgeResult(messageId=id_, outcome=outcome, code=200, reason="") for id_, outcome in named.items()
        ]
        return AcknowledgeMessagesResponse(code=200, reason="", result=results)

    @operation(GetMessageStatusRequest, GetMessageStatusResponse)
    def GetMessageStatus(_context, request):
        return GetMessageStatusResponse(
            code=200,
            reason="",
            status=[
                MessageStatus(
                    messageId=item.id,
                    clientMessageId=item.message.clientMessageId,
                    recipient=item.recipient,
                    state=item.state,
                    code=200,
                    reason="",
                    changedAt=NOON,
                )
                for item in inbox
                if item.message.clientMessageId in (request.clientMessageId or [])
            ],
        )

    @operation(GetCapabilitiesRequest, GetCapabilitiesResponse)
    def GetCapabilities(_context, request):
        raise RuntimeError("a toy has no capabilities")


class Quiet(WSGIRequestHandler):
    def log_message(self, *_words):
        pass


soap = WsgiApplication(Application([InstantMessaging], IM, name="Toy", in_protocol=Soap11(), out_protocol=Soap11()))


def application(environ, start_response):
    # The SDK looks for MTOM beside the address; here is none.
    if environ["PATH_INFO"] != "/toy":
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"not here\n"]
    return soap(environ, start_response)


server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
print(server.server_port, flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
server.serve_forever()
