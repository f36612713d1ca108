import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { documents, isDocumentName, renderDocument, renderSingleDocument } from '@imps-wsi/contract/documents';
import { imProfiles, imService } from '@imps-wsi/contract/im';
import { XmlScanner } from '@imps-wsi/contract/xml';
import { childrenOf, descendants, parseXml, type XmlNode } from '../support/xml-tree.js';

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';

describe('the contract is served as the caller reaches it', () => {
  test('the address is put in, escaped', () => {
    const text = renderDocument('im.wsdl', { address: 'https://b1.example/soap/im?a=1&b="$&"' });
    expect(text).toContain('<soap:address location="https://b1.example/soap/im?a=1&amp;b=&quot;$&amp;&quot;"/>');
    const scanner = new XmlScanner(text);
    scanner.next();
    expect(() => scanner.skipElement()).not.toThrow();
  });

  test('schema locations can be put in, for every import', () => {
    const view = { address: 'http://h/soap/im', schemaLocation: (file: string) => `/soap/im?xsd=${file}&v=1` };
    expect(renderDocument('im.wsdl', view)).toContain('schemaLocation="/soap/im?xsd=im.xsd&amp;v=1"');
    expect(renderDocument('im.xsd', view)).toContain('schemaLocation="/soap/im?xsd=common.xsd&amp;v=1"');
  });

  test('without a view of their own, schemas are the files', () => {
    for (const file of imService.schemas) {
      expect(isDocumentName(file)).toBe(true);
      const text = readFileSync(new URL(`../../wsdl/${file}`, import.meta.url), 'utf8');
      if (isDocumentName(file)) expect(renderDocument(file, { address: 'http://h/' })).toBe(text);
    }
  });

  test.each(Object.entries(imProfiles))('%s: in one document nothing is left out or fetched', (_name, profile) => {
    const { wsdl, schemas } = profile;
    const whole = parseXml(renderSingleDocument(wsdl, schemas, { address: 'http://h/?a=1&b=$&' }));
    const [types] = childrenOf(whole, WSDL, 'types');
    const inside = types?.children.map(({ attributes }) => attributes['targetNamespace']);
    expect(inside).toEqual(schemas.map((name) => parseXml(documents[name]).attributes['targetNamespace']));
    for (const [at, name] of schemas.entries()) {
      const bare = ({ uri, local, attributes, children }: XmlNode): unknown => {
        const { schemaLocation: _gone, ...rest } = attributes;
        return [uri, local, rest, children.map(bare)];
      };
      expect(bare(types!.children[at]!)).toEqual(bare(parseXml(documents[name])));
    }
    expect(descendants(whole).filter(({ attributes }) => 'schemaLocation' in attributes)).toEqual([]);
    expect(descendants(whole).find(({ local }) => local === 'address')?.attributes).toEqual({
      location: 'http://h/?a=1&b=$&',
    });
  });

  test('only contract documents have names', () => {
    expect([isDocumentName('im.wsdl'), isDocumentName('constructor'), isDocumentName('../im.wsdl')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(Object.keys(documents)).toEqual([
      'common.xsd',
      'im-mtom.wsdl',
      'im-mtom.xsd',
      'im-soap12-mtom.wsdl',
      'im-soap12.wsdl',
      'im-swa.wsdl',
      'im-swa.xsd',
      'im.wsdl',
      'im.xsd',
      'presence-soap12.wsdl',
      'presence.wsdl',
      'presence.xsd',
      'swaref.xsd',
    ]);
  });
});
