import type { FaultRole } from '../errors.js';
import { carriable, escapeAttribute, escapeText, type XmlWriter } from '../xml/index.js';
import { writeEnvelope, type WritePart } from './envelope-writer.js';
import type { HeaderName } from './soap-error.js';
import { FAULT_NAMESPACES, Soap12, type FaultCode, type SoapVersion } from './version.js';

/** A fault to be sent. */
export interface SoapFault {
  readonly role: FaultRole;
  /** For people, in English. Characters that XML cannot carry are replaced. */
  readonly reason: string;
  /**
   * Writes the detail's child. SOAP 1.1 §4.4: a fault about header blocks (security, MustUnderstand) carries none in
   * the detail; one about the Body must have one. SOAP 1.2 leaves it open.
   */
  readonly detail?: WritePart;
  /** For MustUnderstand: the header blocks concerned. */
  readonly notUnderstood?: readonly HeaderName[];
  /** For VersionMismatch: the versions that are spoken, the preferred one first. Default: that of the fault. */
  readonly supported?: readonly SoapVersion[];
}

/** A whole envelope with this fault, as text. */
export function writeFault(version: SoapVersion, fault: SoapFault): string {
  const form = forms[version.name];
  return writeEnvelope(version, {
    headers:
      fault.role === 'VersionMismatch'
        ? upgrade(form, fault.supported ?? [version])
        : form.notUnderstood(fault.notUnderstood ?? []),
    body: (writer) => form.body(writer, version.faultCode(fault.role), fault),
  });
}

/** What a fault looks like in a version. */
interface FaultForm {
  body(writer: XmlWriter, code: FaultCode, fault: SoapFault): void;
  notUnderstood(blocks: readonly HeaderName[]): readonly WritePart[];
  /** The prefix of the namespace of SOAP 1.2 where Upgrade stands, and what binds it. */
  readonly upgrade: { readonly prefix: string; readonly declaration: string };
}

const forms: Readonly<Record<SoapVersion['name'], FaultForm>> = {
  '1.1': {
    body(writer, { code, exact }, { reason, detail }) {
      // R1001: the children of Fault are unqualified. R1016 allows xml:lang on faultstring; without it every toolkit
      // hands it over as a plain string.
      writer.raw(`<soap:Fault><faultcode${declarationFor(exact)}>${exact ?? `soap:${code}`}</faultcode>`);
      writer.raw(`<faultstring>${escapeText(carriable(reason))}</faultstring>`);
      writeDetail(writer, 'detail', detail);
      writer.raw('</soap:Fault>');
    },
    notUnderstood: () => [],
    upgrade: { prefix: 'upg', declaration: ` xmlns:upg="${Soap12.namespace}"` },
  },
  '1.2': {
    body(writer, { code, exact }, { reason, detail }) {
      writer.raw(`<soap:Fault><soap:Code><soap:Value>soap:${code}</soap:Value>`);
      if (exact !== undefined) {
        writer.raw(`<soap:Subcode><soap:Value${declarationFor(exact)}>${exact}</soap:Value></soap:Subcode>`);
      }
      writer.raw(
        `</soap:Code><soap:Reason><soap:Text xml:lang="en">${escapeText(carriable(reason))}</soap:Text></soap:Reason>`,
      );
      writeDetail(writer, 'soap:Detail', detail);
      writer.raw('</soap:Fault>');
    },
    // Part 1 §5.4.8: a block each.
    notUnderstood: (blocks) =>
      blocks.map(
        ({ uri, local }): WritePart =>
          (writer) =>
            writer.raw(`<soap:NotUnderstood qname="h:${local}" xmlns:h="${escapeAttribute(uri)}"/>`),
      ),
    upgrade: { prefix: 'soap', declaration: '' },
  },
};

function writeDetail(writer: XmlWriter, name: string, detail: WritePart | undefined): void {
  if (detail === undefined) return;
  writer.raw(`<${name}>`);
  detail(writer);
  writer.raw(`</${name}>`);
}

/**
 * SOAP 1.2 part 1 §5.4.7: which envelopes are taken here. It belongs to SOAP 1.2; who speaks that says so to senders of
 * SOAP 1.1 too, in an envelope of theirs (appendix A), and who does not knows nothing of it.
 */
function upgrade({ upgrade: { prefix, declaration } }: FaultForm, supported: readonly SoapVersion[]): WritePart[] {
  if (!supported.some(({ offersUpgrade }) => offersUpgrade)) return [];
  const envelopes = supported.map(
    ({ namespace }) => `<${prefix}:SupportedEnvelope qname="e:Envelope" xmlns:e="${namespace}"/>`,
  );
  return [(writer) => writer.raw(`<${prefix}:Upgrade${declaration}>${envelopes.join('')}</${prefix}:Upgrade>`)];
}

function declarationFor(qname: string | undefined): string {
  const prefix = qname?.slice(0, qname.indexOf(':'));
  const uri = prefix === undefined ? undefined : FAULT_NAMESPACES[prefix];
  return uri === undefined ? '' : ` xmlns:${prefix ?? ''}="${uri}"`;
}
