/** Whether clients are asked for a certificate: not at all; taken if it is good; or nobody is let in without. */
export const CLIENT_CERTIFICATES = ['none', 'request', 'require'] as const;
export type ClientCertificates = (typeof CLIENT_CERTIFICATES)[number];
