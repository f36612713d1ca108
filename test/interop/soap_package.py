"""SOAP with Attachments and MTOM from the standards alone (RFC 2045, 2387, 2392; Attachments Profile 1.0; XOP 1.0), with
what Python brings along: packages are written by hand and taken apart by its `email`, which has never heard of SOAP.
"""

import email
import email.policy
import secrets
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import quote, unquote
from xml.etree import ElementTree

XOP = "http://www.w3.org/2004/08/xop/include"
ROOT_TYPES = {"mtom": "application/xop+xml", "swa": "text/xml"}


@dataclass(frozen=True)
class Version:
    """What differs between the versions of SOAP for who writes messages by hand."""

    envelope: str
    media_type: str
    # The status of a fault that is the sender's.
    sender_status: int


SOAP11 = Version("http://schemas.xmlsoap.org/soap/envelope/", "text/xml", 500)
SOAP12 = Version("http://www.w3.org/2003/05/soap-envelope", "application/soap+xml", 400)


class NotAPackage(Exception):
    """What came is not what the standards describe; the text says where."""


@dataclass(frozen=True)
class Attached:
    """A part beside the envelope, as its own MIME header describes it."""

    content_type: str
    content: bytes


def reference(profile, content_id):
    """How an element refers to a part: inside of `data` by MTOM, in its place by SwA."""
    uri = "cid:" + quote(content_id, safe="@")
    if profile == "swa":
        return f"<attachment>{uri}</attachment>"
    return f'<data><xop:Include xmlns:xop="{XOP}" href="{uri}"/></data>'


def pack(profile, envelope, parts, version=SOAP11):
    """The Content-Type and the bytes of a package; `parts` has an Attached for each Content-ID."""
    boundary = "part-" + secrets.token_hex(12)
    mtom = profile == "mtom"
    message = version.media_type
    root_type = f'application/xop+xml; charset=UTF-8; type="{message}"' if mtom else "text/xml; charset=UTF-8"
    pieces = [(root_type, "8bit", "root@raw.example", envelope.encode())]
    pieces += [(part.content_type, "binary", name, part.content) for name, part in parts.items()]
    body = b""
    for content_type, encoding, name, content in pieces:
        head = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-ID: <{name}>\r\n"
        body += f"--{boundary}\r\n{head}\r\n".encode() + content + b"\r\n"
    start_info = f'; start-info="{message}"' if mtom else ""
    kind = f'multipart/related; type="{ROOT_TYPES[profile]}"; start="<root@raw.example>"{start_info}; boundary="{boundary}"'
    return kind, body + f"--{boundary}--\r\n".encode()


def is_package(content_type):
    return content_type.lower().startswith("multipart/")


def unpack(content_type, body):
    """The envelope's bytes and the parts beside it by Content-ID. Raises NotAPackage."""
    message = email.message_from_bytes(
        b"MIME-Version: 1.0\r\nContent-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + body,
        policy=email.policy.compat32,
    )
    expect(not message.defects, f"the package has defects: {message.defects}")
    expect(message.get_content_type() == "multipart/related", f"{message.get_content_type()} is not multipart/related")
    parts = message.get_payload()
    names = [part.get("Content-ID", "").strip() for part in parts]
    for number, part in enumerate(parts, 1):
        expect(not part.defects, f"part {number} has defects: {part.defects}")
    expect(len(set(names)) == len(names), f"two parts have one Content-ID: {names}")
    # Without start the first part is the root, and need not have a Content-ID (RFC 2387, R2922).
    start = message.get_param("start")
    expect(start is None or start in names, f"no part is the root {start}; there are {names}")
    root = parts[0 if start is None else names.index(start)]
    expect(root.get_content_type() == message.get_param("type"), f"the root is {root.get_content_type()}")
    if root.get_content_type() == ROOT_TYPES["mtom"]:
        inner = [without_action(value) for value in (message.get_param("start-info"), root.get_param("type"))]
        types = [version.media_type for version in (SOAP11, SOAP12)]
        expect(inner[0] in types, f"start-info says {inner[0]}, which is no message of SOAP")
        expect(inner[1] == inner[0], f"the root's type parameter says {inner[1]}, start-info {inner[0]}")
    attached = {}
    for name, part in zip(names, parts):
        if part is not root:
            expect(name[:1] == "<" and name[-1:] == ">", f"a part has no Content-ID but {name!r}")
            attached[name[1:-1]] = Attached(part.get("Content-Type", ""), decoded(part))
    return decoded(root), attached


def without_action(media_type):
    """Of SOAP 1.2 it may have parameters, the action for one."""
    return (media_type or "").partition(";")[0].strip()


def decoded(part):
    content = part.get_payload(decode=True)
    expect(content is not None, "a part holds parts")
    return content


def resolve(body, parts):
    """
    Puts what `xop:Include` names where it stands, as base64, which is what the element means (XOP 1.0, section 3.2), and
    looks whether what `attachment` names is there. Gives the Content-IDs that were referred to.
    """
    seen = []
    for element in body.iter():
        include = element.find(f"{{{XOP}}}Include")
        if include is not None:
            expect(len(element) == 1 and not (element.text or "").strip(), "xop:Include is not alone in its element")
            name = named(include.get("href"), parts)
            element.remove(include)
            element.text = b64encode(parts[name].content).decode()
            seen.append(name)
        elif element.tag == "{urn:imps-wsi:im:1}attachment":
            seen.append(named(element.text, parts))
    return seen


def named(uri, parts):
    expect((uri or "").startswith("cid:"), f"{uri!r} is no cid")
    name = unquote(uri[4:])
    expect(name in parts, f"no part is {name}; there are {list(parts)}")
    return name


def expect(right, otherwise):
    if not right:
        raise NotAPackage(otherwise)


def parse(envelope):
    """The Envelope element."""
    root = ElementTree.fromstring(envelope)
    expect(root.tag in [f"{{{version.envelope}}}Envelope" for version in (SOAP11, SOAP12)], f"the root element is {root.tag}")
    return root
