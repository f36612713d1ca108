import { describe, expect, test } from '@jest/globals';
import { SchemaViolation, XmlScanner, XmlToken, xmlName } from '@imps-wsi/contract/xml';
import { leaf, readAll, refusal } from './xml-documents.js';

describe('well-formed documents are read', () => {
  test.each([
    ['an empty element', '<a/>'],
    ['white space in tags', '<a\n b = "1"\tc=\'2\' ></a >'],
    ['an XML declaration', '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>\n<a/>'],
    ['a byte order mark', '\ufeff<a/>'],
    ['comments everywhere', '<!-- a - b --><a><!----><b/><!--x-->t<!-- < & > --></a><!--end-->'],
    ['CDATA with markup', '<a><![CDATA[<b>&amp;]]]]><![CDATA[>]]></a>'],
    ['names beyond ASCII', '<größe élan="1"/>'],
    ['names beyond the basic plane', '<\u{10400}a/>'],
    ['> in text and attributes', '<a b=">">x > y</a>'],
    ['the greatest character', '<a>\u{10ffff}\ufffd</a>'],
    ['prefixes declared on the element that uses them', '<p:a p:b="1" xmlns:p="u"/>'],
    ['the prefix xml', '<a xml:lang="en"/>'],
    ['the prefix xml declared as itself', '<a xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:lang="en"/>'],
    ['one name under two namespaces', '<a xmlns:p="u" xmlns:q="v" p:b="1" q:b="2" b="3"/>'],
    ['white space behind the root', '<a/> \n\t'],
  ])('%s', (_what, text) => {
    expect(() => readAll(text)).not.toThrow();
  });
});

describe('what is not well-formed is refused with code and place', () => {
  test.each([
    ['NoRootElement', ''],
    ['NoRootElement', '  <!-- only a comment -->'],
    ['NoRootElement', 'text<a/>'],
    ['TrailingContent', '<a/><b/>'],
    ['TrailingContent', '<a/>text'],
    ['MismatchedTag', '<a><b></a></b>'],
    ['MismatchedTag', '<a></ab>'],
    ['MismatchedTag', '<a></a b="1">'],
    ['UnexpectedEnd', '<a>'],
    ['UnexpectedEnd', '<a>text'],
    ['UnexpectedEnd', '<a'],
    ['UnexpectedEnd', '<a b="1'],
    ['UnexpectedEnd', '<a><!-- x'],
    ['UnexpectedEnd', '<a><![CDATA[x]]</a>'],
    ['UnexpectedEnd', '<a></a'],
    ['UnexpectedEnd', '<'],
    ['BadName', '<1a/>'],
    ['BadName', '< a/>'],
    ['BadName', '<a -b="1"/>'],
    ['BadName', '<:a/>'],
    ['BadName', '<a:/>'],
    ['NotWellFormed', '<a b/>'],
    ['NotWellFormed', '<a b=1/>'],
    ['NotWellFormed', '<a b="1"c="2"/>'],
    ['NotWellFormed', '<a b="<"/>'],
    ['NotWellFormed', '<a / >'],
    ['NotWellFormed', '<a:b:c xmlns:a="u"/>'],
    ['NotWellFormed', '<a>]]></a>'],
    ['NotWellFormed', '<a><!-- -- --></a>'],
    ['NotWellFormed', '<a><!x></a>'],
    ['NotWellFormed', '<?xml version="1.0" encoding=UTF-8?><a/>'],
    ['NotWellFormed', '<?xml encoding="UTF-8"?><a/>'],
    ['UnsupportedVersion', '<?xml version="1.1"?><a/>'],
    ['BadReference', '<a>&nbsp;</a>'],
    ['BadReference', '<a>&</a>'],
    ['BadReference', '<a>&amp</a>'],
    ['BadReference', '<a>&#;</a>'],
    ['BadReference', '<a>&#X41;</a>'],
    ['BadReference', '<a b="&x;"/>'],
    ['DuplicateAttribute', '<a b="1" b="2"/>'],
    ['DuplicateAttribute', '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>'],
    ['DuplicateAttribute', '<a xmlns="u" xmlns="v"/>'],
    ['UnboundPrefix', '<p:a/>'],
    ['UnboundPrefix', '<a p:b="1"/>'],
    ['UnboundPrefix', '<a><b xmlns:p="u"/><p:c/></a>'],
    ['ReservedNamespace', '<a xmlns:xmlns="u"/>'],
    ['ReservedNamespace', '<a xmlns:xml="u"/>'],
    ['ReservedNamespace', '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>'],
    ['ReservedNamespace', '<a xmlns="http://www.w3.org/2000/xmlns/"/>'],
    ['ReservedNamespace', '<a xmlns:p=""/>'],
  ])('%s: %s', (code, text) => {
    expect(refusal(text).code).toBe(code);
  });

  test.each([
    ['DoctypeForbidden (R1008)', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['DoctypeForbidden (R1008)', '<a><!DOCTYPE b></a>'],
    ['ProcessingInstructionForbidden (R1009)', '<?pi x?><a/>'],
    ['ProcessingInstructionForbidden (R1009)', '<a><?pi?></a>'],
    ['ProcessingInstructionForbidden (R1009)', '<a/><?pi?>'],
    ['ProcessingInstructionForbidden (R1009)', '<a>text<?xml version="1.0"?></a>'],
  ])('%s: %s', (code, text) => {
    expect(refusal(text).code).toBe(code.split(' ')[0]);
  });

  test.each(['\0', '\u0001', '\u000b', '\u001f', '\ufffe', '\uffff', '\ud800', '\udc00', '\udc00\ud800'])(
    'IllegalCharacter %j in text, attributes, comments, CDATA and as a reference',
    (character) => {
      const texts = [
        `<a>x${character}</a>`,
        `<a b="${character}"/>`,
        `<a><!--${character}--></a>`,
        `<a><![CDATA[${character}]]></a>`,
      ];
      for (const text of texts) expect(refusal(text).code).toBe('IllegalCharacter');
      const reference = `<a>&#${String(character.charCodeAt(0))};</a>`;
      expect(refusal(reference).code).toBe('IllegalCharacter');
      expect(refusal(`<a>&#x${character.charCodeAt(0).toString(16)};</a>`).code).toBe('IllegalCharacter');
    },
  );

  test('the place is line, column and element path, with an index from the second sibling on', () => {
    const error = refusal('<s:E xmlns:s="u">\n  <m/>\n  <m>\n    <part/><part>&bad;</part></m></s:E>');
    expect(error).toMatchObject({ code: 'BadReference', line: 4, column: 18, path: '/s:E/m[2]/part[2]' });
    expect(error.message).toContain('line 4, column 18, in /s:E/m[2]/part[2]');
  });
});

describe('namespaces', () => {
  test('names are resolved in their scope, defaults can be replaced and undeclared', () => {
    const scanner = new XmlScanner(
      '<a xmlns="u" xmlns:p="v"><p:b/><c xmlns=""><d/></c><e xmlns="w" xmlns:p="x"><p:f/></e><g/></a>',
    );
    const seen: string[] = [];
    scanner.next();
    for (let depth = 1; depth > 0;) {
      if (scanner.token === XmlToken.Start) seen.push(`{${scanner.namespaceUri}}${scanner.localName}`);
      depth += scanner.token === XmlToken.Start && seen.length > 1 ? 1 : scanner.token === XmlToken.End ? -1 : 0;
      if (depth > 0) scanner.next();
    }
    expect(seen).toEqual(['{u}a', '{v}b', '{}c', '{}d', '{w}e', '{x}f', '{u}g']);
  });

  test('unprefixed attributes are in no namespace; declarations are no attributes', () => {
    const scanner = new XmlScanner('<p:a xmlns="u" xmlns:p="v" b="1" p:c="2"/>');
    scanner.next();
    expect([...scanner.attributes]).toEqual([
      { uri: '', local: 'b', qualifiedName: 'b', value: '1' },
      { uri: 'v', local: 'c', qualifiedName: 'p:c', value: '2' },
    ]);
    expect(scanner.attributes.value('', 'b')).toBe('1');
    expect(scanner.attributes.value('v', 'b')).toBeUndefined();
  });

  test('a known name is one object whatever its prefix, and another namespace is another name', () => {
    const name = xmlName('urn:test', 'thing');
    for (const text of ['<thing xmlns="urn:test"/>', '<x:thing xmlns:x="urn:test" a="b"/>']) {
      const scanner = new XmlScanner(text);
      scanner.next();
      expect(scanner.name).toBe(name);
    }
    const other = new XmlScanner('<thing xmlns="urn:other"/>');
    other.next();
    expect(other.name).toBeNull();
  });
});

describe('text is given as it was meant', () => {
  test.each([
    ['nothing trimmed', '<a>  x \n\t </a>', '  x \n\t '],
    ['white space alone', '<a>   </a>', '   '],
    ['predefined entities', '<a>&lt;&gt;&amp;&quot;&apos;</a>', '<>&"\''],
    ['decimal and hexadecimal references', '<a>&#65;&#x1F600;&#xe9;</a>', 'A\u{1f600}é'],
    ['CDATA is text, whatever it looks like', '<a>1<![CDATA[<b>2</b>&amp;]]>3</a>', '1<b>2</b>&amp;3'],
    ['comments vanish', '<a>1<!-- 2 -->3</a>', '13'],
    ['CRLF and CR become LF (XML 1.0 §2.11)', '<a>1\r\n2\r3\n4</a>', '1\n2\n3\n4'],
    ['a reference to CR stays CR', '<a>1&#13;\n2&#xD;</a>', '1\r\n2\r'],
    ['references are not read twice', '<a>&amp;lt;&#38;amp;</a>', '&lt;&amp;'],
    ['an empty element', '<a/>', ''],
  ])('%s', (_what, text, content) => {
    expect(leaf(text)).toBe(content);
  });

  test('attribute values are normalised: literal white space becomes spaces, references stay (§3.3.3)', () => {
    const scanner = new XmlScanner('<a b="1\t2\n3\r\n4&#9;5&#10;6&lt;]]>"/>');
    scanner.next();
    expect(scanner.attributes.value('', 'b')).toBe('1 2 3 4\t5\n6<]]>');
  });

  test('an element where text is expected is refused with its path', () => {
    const scanner = new XmlScanner('<a><b>x<c/></b></a>');
    scanner.next();
    scanner.next();
    expect(() => scanner.readText()).toThrow(SchemaViolation);
  });
});

describe('limits', () => {
  const deep = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  const attributes = (count: number): string =>
    `<a ${Array.from({ length: count }, (_, n) => `a${n}="1"`).join(' ')}/>`;

  test.each([
    ['64 open elements', deep(64), deep(65), 'TooDeep'],
    ['64 attributes', attributes(64), attributes(65), 'TooManyAttributes'],
    ['8 KiB in an attribute', `<a b="${'x'.repeat(8192)}"/>`, `<a b="${'x'.repeat(8193)}"/>`, 'AttributeTooLong'],
    ['10 000 children', `<a>${'<b/>'.repeat(10_000)}</a>`, `<a>${'<b/>'.repeat(10_001)}</a>`, 'TooManyChildren'],
    ['1024 characters in a name', `<${'a'.repeat(1024)}/>`, `<${'a'.repeat(1025)}/>`, 'NameTooLong'],
    ['1024 beyond ASCII', `<${'é'.repeat(1024)}/>`, `<${'é'.repeat(1025)}/>`, 'NameTooLong'],
  ])('%s and no more', (_what, allowed, refused, code) => {
    expect(() => readAll(allowed)).not.toThrow();
    expect(refusal(refused).code).toBe(code);
  });

  test('128 namespace declarations in force: each prefix is looked for among all of them', () => {
    const declarations = (first: number): string =>
      Array.from({ length: 64 }, (_, n) => ` xmlns:p${first + n}="u"`).join('');
    const full = (content: string): string => `<a${declarations(0)}><b${declarations(64)}>${content}</b></a>`;
    expect(() => readAll(full('<c/>'))).not.toThrow();
    expect(refusal(full('<c xmlns="u"/>')).code).toBe('TooManyNamespaces');
    expect(() => readAll(`<a${declarations(0)}>${`<b${declarations(64)}/>`.repeat(3)}</a>`)).not.toThrow();
  });

  test('namespace declarations count as attributes', () => {
    const declarations = Array.from({ length: 65 }, (_, n) => `xmlns:p${n}="u"`).join(' ');
    expect(refusal(`<a ${declarations}/>`).code).toBe('TooManyAttributes');
  });

  test('each can be set', () => {
    expect(refusal('<a><b/></a>', { maxDepth: 1 }).code).toBe('TooDeep');
    expect(() => readAll(`<a>${'<b/>'.repeat(10_001)}</a>`, { maxChildren: 20_000 })).not.toThrow();
  });
});

describe('pausing, skipping and coming back', () => {
  test('an element can be captured as source and read again with the namespaces around it', () => {
    const text = '<a xmlns:p="u"><p:b x="1"><p:c>t &amp; u</p:c></p:b><d/></a>';
    const scanner = new XmlScanner(text);
    scanner.next();
    scanner.next();
    const place = scanner.place();
    const { start, end } = scanner.captureElement();
    expect(text.slice(start, end)).toBe('<p:b x="1"><p:c>t &amp; u</p:c></p:b>');
    scanner.next();
    expect(scanner.localName).toBe('d');

    const again = XmlScanner.reopen(place);
    expect([again.localName, again.namespaceUri, again.attributes.value('', 'x')]).toEqual(['b', 'u', '1']);
    again.next();
    expect(again.readText()).toBe('t & u');
    expect(again.path()).toBe('/a/p:b/p:c');
    expect(again.next()).toBe(XmlToken.End);
  });

  test('what stands behind a pause is not judged before it is read', () => {
    const scanner = new XmlScanner('<a><b/><c></d></a>');
    scanner.next();
    scanner.next();
    expect(scanner.next()).toBe(XmlToken.End);
    scanner.next();
    expect(() => scanner.next()).toThrow(/<\/c> is expected/);
  });
});
