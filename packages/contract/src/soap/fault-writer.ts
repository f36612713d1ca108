import type { FaultRole } from '../errors.js';
import { carriable, escapeAttribute, escapeText, type XmlWriter } from '../xml/index.js';
import { writeEnvelope, type WritePart } from './envelope-writer.js';
import type { HeaderName } from './soap-error.js';
import { FAULT_NAMESPACES, Soap11, Soap12, type SoapVersion } from './version.js';

/** A fault to be sent. */
export interface SoapFault {
  readonly role: FaultRole;
  /** For people, in English. Characters that XML cannot carry are replaced. */
  readonly reason: string;
  /**
   * Writes the detail's child. SOAP 1.1 §4.4: a fault about header blocks (security, MustUnderstand) carries none in
   * the detail; one about the Body must have one.
   */
  readonly detail?: WritePart;
  /** For MustUnderstand: the header blocks concerned. */
  readonly notUnderstood?: readonly HeaderName[];
}

/** A whole envelope with this fault, as text. */
export function writeFault(version: SoapVersion, fault: SoapFault): string {
  return writeEnvelope(version, {
    headers: faultHeaders(version, fault),
    body: faultBodies[version.name](version, fault),
  });
}

const faultBodies: Record<SoapVersion['name'], (version: SoapVersion, fault: SoapFault) => WritePart> = {
  '1.1': (version, fault) => (writer) => {
    const { code, exact } = version.faultCode(fault.role);
    // R1001: the children of Fault are unqualified. R1016 allows xml:lang on faultstring; without it every toolkit
    // hands it over as a plain string.
    writer.raw(`<soap:Fault><faultcode${declarationFor(exact)}>${exact ?? `soap:${code}`}</faultcode>`);
    writer.raw(`<faultstring>${escapeText(carriable(fault.reason))}</faultstring>`);
    writeDetail(writer, 'detail', fault.detail);
    writer.raw('</soap:Fault>');
  },
  '1.2': (version, fault) => (writer) => {
    const { code, exact } = version.faultCode(fault.role);
    writer.raw(`<soap:Fault><soap:Code><soap:Value>soap:${code}</soap:Value>`);
    if (exact !== undefined) {
      writer.raw(`<soap:Subcode><soap:Value${declarationFor(exact)}>${exact}</soap:Value></soap:Subcode>`);
    }
    writer.raw(
      `</soap:Code><soap:Reason><soap:Text xml:lang="en">${escapeText(carriable(fault.reason))}</soap:Text></soap:Reason>`,
    );
    writeDetail(writer, 'soap:Detail', fault.detail);
    writer.raw('</soap:Fault>');
  },
};

function writeDetail(writer: XmlWriter, name: string, detail: WritePart | undefined): void {
  if (detail === undefined) return;
  writer.raw(`<${name}>`);
  detail(writer);
  writer.raw(`</${name}>`);
}

/** SOAP 1.2 part 1 §5.4.7 and §5.4.8: which headers were not understood, which versions are spoken. 1.1 has neither. */
function faultHeaders(version: SoapVersion, fault: SoapFault): readonly WritePart[] {
  if (version.name === '1.1') return [];
  if (fault.role === 'VersionMismatch') {
    return [
      (writer) =>
        writer.raw(
          '<soap:Upgrade>' +
            `<soap:SupportedEnvelope qname="s12:Envelope" xmlns:s12="${Soap12.namespace}"/>` +
            `<soap:SupportedEnvelope qname="s11:Envelope" xmlns:s11="${Soap11.namespace}"/>` +
            '</soap:Upgrade>',
        ),
    ];
  }
  return (fault.notUnderstood ?? []).map(
    ({ uri, local }): WritePart =>
      (writer) =>
        writer.raw(`<soap:NotUnderstood qname="h:${local}" xmlns:h="${escapeAttribute(uri)}"/>`),
  );
}

function declarationFor(qname: string | undefined): string {
  const prefix = qname?.slice(0, qname.indexOf(':'));
  const uri = prefix === undefined ? undefined : FAULT_NAMESPACES[prefix];
  return uri === undefined ? '' : ` xmlns:${prefix ?? ''}="${uri}"`;
}
