"""Makes of every recorded package the XML message that it means, for the validation against the schemas.

  unpack.py <file>.mime...      writes <file>.xml beside each; exits with 1 when one is not what the standards describe

A recorded package is what went over the wire behind a Content-Type line. Of MTOM the message means base64 where it has
xop:Include; SwA's refers to its parts in elements of its own. An answer has no part that its envelope does not refer to.
"""

import re
import sys
from base64 import b64encode
from pathlib import Path
from xml.etree import ElementTree

from soap_package import NotAPackage, expect, named, parse, resolve, unpack

# Everything but these elements stays as it was written: values have prefixes in them that no parser would keep.
INCLUDE = re.compile(rb'<(?:[\w.-]+:)?Include\b[^>]*?\bhref=["\']([^"\']*)["\'][^>]*?(?:/>|>\s*</(?:[\w.-]+:)?Include>)')

failed = 0
for name in sys.argv[1:]:
    head, _, body = Path(name).read_bytes().partition(b"\r\n\r\n")
    try:
        root, parts = unpack(head.decode("latin-1").partition(":")[2].strip(), body)
        seen = resolve(parse(root), parts)
        expect(not name.endswith("-answer.mime") or set(seen) == set(parts), f"{set(parts) - set(seen)}: nobody refers to it")
        content = lambda found: b64encode(parts[named(found[1].decode(), parts)].content)
        Path(name).with_suffix(".xml").write_bytes(INCLUDE.sub(content, root))
    except (NotAPackage, ElementTree.ParseError) as error:
        print(f"{Path(name).name}: {error}")
        failed = 1
sys.exit(failed)
