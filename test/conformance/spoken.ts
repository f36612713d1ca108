/** A SOAP version as its specification has it: what tests of both versions differ in. Nothing here comes from the product. */
export interface Spoken {
  readonly name: 'SOAP 1.1' | 'SOAP 1.2';
  readonly path: string;
  readonly namespace: string;
  readonly mediaType: 'text/xml' | 'application/soap+xml';
  readonly roleAttribute: 'actor' | 'role';
  /** Roles in which the receiver of a message acts; without any, it does too. */
  readonly ourRoles: readonly string[];
  /** Roles of others, or of nobody. */
  readonly otherRoles: readonly string[];
  /** What mustUnderstand may say. */
  readonly yes: readonly string[];
  readonly no: readonly string[];
  readonly neither: readonly string[];
  /** The code of a fault of the sender, and the HTTP status of its answer. */
  readonly sender: { readonly code: 'Client' | 'Sender'; readonly status: 500 | 400 };
}

export const SPOKEN: readonly [Spoken, Spoken] = [
  {
    name: 'SOAP 1.1',
    path: '/soap/im',
    namespace: 'http://schemas.xmlsoap.org/soap/envelope/',
    mediaType: 'text/xml',
    roleAttribute: 'actor',
    ourRoles: ['http://schemas.xmlsoap.org/soap/actor/next', ''],
    otherRoles: ['urn:another', 'http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver'],
    yes: ['1'],
    no: ['0'],
    neither: ['true', 'false', ' 1', 'yes', ''],
    sender: { code: 'Client', status: 500 },
  },
  {
    name: 'SOAP 1.2',
    path: '/soap/im/soap12',
    namespace: 'http://www.w3.org/2003/05/soap-envelope',
    mediaType: 'application/soap+xml',
    roleAttribute: 'role',
    ourRoles: [
      'http://www.w3.org/2003/05/soap-envelope/role/next',
      'http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver',
      '',
    ],
    otherRoles: [
      'urn:another',
      'http://www.w3.org/2003/05/soap-envelope/role/none',
      'http://schemas.xmlsoap.org/soap/actor/next',
    ],
    yes: ['1', 'true', ' true\t'],
    no: ['0', 'false'],
    neither: ['yes', 'TRUE', '2', ''],
    sender: { code: 'Sender', status: 400 },
  },
];

/** An envelope of a version around header blocks and a Body, with the prefix `s`. */
export const envelopeOf = ({ namespace }: Spoken, header: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<s:Envelope xmlns:s="${namespace}">` +
  `<s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
