import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PORTS } from '../../packages/provider/dist/pipeline/services.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { readDescription } from './description.js';

/**
 * The schemas of WSDL 1.1 (2003-02-11), of its SOAP binding and of XML Schema as they were published, where Debian's
 * python3-xmlschema puts them; IMPS_PUBLISHED_SCHEMAS names another such folder.
 */
const FOLDER = process.env['IMPS_PUBLISHED_SCHEMAS'] ?? '/usr/lib/python3/dist-packages/xmlschema/schemas';
const missing =
  spawnSync('xmllint', ['--version']).error !== undefined
    ? 'no xmllint (Debian: libxml2-utils)'
    : existsSync(join(FOLDER, 'WSDL/wsdl.xsd'))
      ? undefined
      : 'no published schemas (Debian: python3-xmlschema)';
if (missing !== undefined) console.log(`skipped: validation of the WSDL by its published schemas: ${missing}`);
const whereTheyAre = missing === undefined ? describe : describe.skip; // what is missing was printed: xmllint or the schemas

const SOAP = 'http://schemas.xmlsoap.org/wsdl/soap/';
const SOAP12 = 'http://schemas.xmlsoap.org/wsdl/soap12/';

whereTheyAre('R2028, R2029, GM-2: valid by the published schemas, as libxml2 judges', () => {
  let provider: TestProvider;
  let folder: string;
  let judge: string;
  let schemaJudge: string;
  beforeAll(async () => {
    provider = await startTestProvider();
    folder = mkdtempSync(join(tmpdir(), 'imps-wsdl-'));
    const xsd = join(folder, 'XMLSchema.xsd');
    // Its DTD is not needed to read it, and neither that nor what it imports may be fetched.
    const published = readFileSync(join(FOLDER, 'XSD_1.0/XMLSchema.xsd'), 'utf8');
    writeFileSync(
      xsd,
      published
        .replace(/<!DOCTYPE[^[>]*(?:\[[^]*?\])?\s*>/, '')
        .replace('http://www.w3.org/2001/xml.xsd', join(FOLDER, 'XML/xml_minimal.xsd')),
    );
    // The extension for SOAP 1.2 has the same elements in a namespace of its own; Debian has no copy of its schema.
    const soap12 = join(folder, 'wsdl-soap12.xsd');
    writeFileSync(soap12, readFileSync(join(FOLDER, 'WSDL/wsdl-soap.xsd'), 'utf8').replaceAll(SOAP, SOAP12));
    schemaJudge = xsd;
    judge = join(folder, 'all.xsd');
    const imports: readonly (readonly [string, string])[] = [
      ['http://schemas.xmlsoap.org/wsdl/', join(FOLDER, 'WSDL/wsdl.xsd')],
      [SOAP, join(FOLDER, 'WSDL/wsdl-soap.xsd')],
      [SOAP12, soap12],
      // So that schemas inside of the WSDL are judged as well.
      ['http://www.w3.org/2001/XMLSchema', xsd],
    ];
    writeFileSync(
      judge,
      `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${imports
        .map(([uri, file]) => `<xs:import namespace="${uri}" schemaLocation="${file}"/>`)
        .join('')}</xs:schema>`,
    );
  });
  afterAll(async () => {
    await provider.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const verdict = (schema: string, text: string): string => {
    const run = spawnSync('xmllint', ['--noout', '--nonet', '--schema', schema, '-'], {
      input: text,
      encoding: 'utf8',
    });
    return run.stderr.trim();
  };
  const text = async (url: string): Promise<string> => (await fetch(url)).text();

  test.each(PORTS.flatMap(({ path }) => [`${path}?wsdl`, `${path}?singleWsdl`]))(
    '%s, and its schemas',
    async (form) => {
      const url = new URL(form, provider.url).href;
      const wsdl = await text(url);
      expect(verdict(judge, wsdl)).toBe('- validates');
      const { schemas } = await readDescription(url, text);
      for (const at of new Set(schemas.map((each) => each.url).filter((each) => each !== url))) {
        expect([at, verdict(schemaJudge, await text(at))]).toEqual([at, '- validates']);
      }
    },
  );

  test.each([
    ['an element that WSDL does not have', '<wsdl:types>', '<wsdl:nonsense/><wsdl:types>'],
    ['documentation that does not stand first', '</wsdl:portType>', '<wsdl:documentation/></wsdl:portType>'],
    [
      'an attribute that the binding does not have',
      '<soap:body use="literal"/>',
      '<soap:body use="literal" nonsense="1"/>',
    ],
    ['a use that there is not', '<soap:body use="literal"/>', '<soap:body use="liberal"/>'],
  ])('they judge: %s', async (_what, from, to) => {
    const wsdl = await text(`${provider.url}?wsdl`);
    expect(verdict(judge, wsdl.replace(from, to))).toMatch(/fails to validate$/);
  });

  test('they judge schemas too', async () => {
    const schema = await text(`${provider.url}?xsd=im.xsd`);
    expect(
      verdict(
        schemaJudge,
        schema.replace('<xs:sequence>', '<xs:sequenze>').replace('</xs:sequence>', '</xs:sequenze>'),
      ),
    ).toMatch(/fails to validate$/);
  });
});
