import type { SoapVersion } from '@imps-wsi/contract/soap';
import type { SoapService } from '../../pipeline/service.js';
import type { ContractModel, OperationModel } from './contract-model.js';
import { exampleOf, type ExampleUser } from './examples.js';
import { html, type Html } from './html.js';
import { code, table } from './page-blocks.js';
import { faultSection } from './page-faults.js';
import { message, typeLink, typeSection } from './page-types.js';

/** One address of the service, as the page lists it. */
export interface PagePort {
  readonly model: ContractModel;
  /** The SOAP version that is spoken there. */
  readonly version: SoapVersion;
  /** Absolute, as the reader reached the service. */
  readonly address: string;
  /** How content travels, in a sentence. */
  readonly packaging: string;
  readonly schemas: readonly string[];
}

/** What a deployment says of its bounds: what, and how much. */
export type PageLimit = readonly [what: string, value: string];

export interface PageView {
  readonly service: SoapService;
  /** The one whose page it is. */
  readonly port: PagePort;
  /** All of the service. */
  readonly ports: readonly PagePort[];
  /** What else this provider offers over SOAP. */
  readonly others: readonly { readonly title: string; readonly address: string }[];
  readonly domain: string;
  readonly limits: readonly PageLimit[];
}

/** Names of the files that the page needs, which are served beside it. */
export const PAGE_STYLE = 'service-page.css';
export const PAGE_SCRIPT = 'service-page.js';

const PASSWORD = 'YOUR-PASSWORD';
/** The shell puts in what was set once. */
const SHELL_USER: ExampleUser = { username: '$IMPS_USER', password: '$IMPS_PASSWORD' };

/** The page of the service at one of its addresses: all of it comes from the contract, the registry of errors and the configuration. */
export function renderPage(view: PageView): string {
  const { service, port, ports, others, limits } = view;
  const { model } = port;
  const user = `wv:you@${view.domain}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${model.port} – ${service.title.toLowerCase()} over SOAP</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${PAGE_STYLE}" />
        <script src="${PAGE_SCRIPT}" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
          <p class="kind">SOAP ${port.version.name} service</p>
          <h1>${service.title}</h1>
          <p>${model.documentation}</p>
          <p>Address: <code>${port.address}</code></p>
        </header>
        <nav aria-label="On this page">
          <ul>
            <li><a href="#ports">Ports and contracts</a></li>
            <li><a href="#signing-in">Signing in</a></li>
            <li>
              <a href="#operations">Operations</a>
              <ul>
                ${model.operations.map(({ name }) => html`<li><a href="#${name}">${name}</a></li>`)}
              </ul>
            </li>
            <li><a href="#types">Types</a></li>
            <li><a href="#faults">Faults and codes</a></li>
            <li><a href="#limits">Limits</a></li>
          </ul>
        </nav>
        <main id="main">
          ${portSection(ports, port, others)} ${signInSection(user, port.version)}
          <section id="operations" aria-labelledby="operations-title">
            <h2 id="operations-title">Operations</h2>
            <p>
              The examples are one conversation with yourself, from top to bottom. A command is for a POSIX shell in
              which <a href="#signing-in">name and password</a> were set.
            </p>
            ${model.operations.map((operation) => operationSection(operation, view, user))}
          </section>
          <section id="types" aria-labelledby="types-title">
            <h2 id="types-title">Types</h2>
            ${model.types.map((type) => typeSection(type, model))}
          </section>
          ${faultSection()}
          <section id="limits" aria-labelledby="limits-title">
            <h2 id="limits-title">Limits</h2>
            <p>Of this provider; an account may have narrower ones, which GetCapabilities tells it.</p>
            ${table(
              'Limits of this provider',
              ['What', 'How much'],
              limits.map(
                ([what, value]) =>
                  html`<tr>
                    <th scope="row">${what}</th>
                    <td>${value}</td>
                  </tr>`,
              ),
            )}
          </section>
        </main>
      </body>
    </html> `;
  return page.text;
}

function portSection(ports: readonly PagePort[], self: PagePort, others: PageView['others']): Html {
  const rows = ports.map(
    ({ model, version, address, packaging, schemas }) =>
      html`<tr>
        <th scope="row">${model.port}</th>
        <td>
          ${address === self.address ? html`<code>${address}</code> (this page)` : html`<a href="${address}">${address}</a>`}<br />SOAP
          ${version.name}. ${packaging}
        </td>
        <td>
          <a href="${address}?wsdl">WSDL of ${model.port}</a>, with its schemas
          ${schemas.map((name, at) => html`${at > 0 ? ', ' : ''}<a href="${address}?xsd=${name}">${name}</a>`)};<br /><a
            href="${address}?singleWsdl"
            >the same in one document</a
          >
        </td>
      </tr>`,
  );
  return html`<section id="ports" aria-labelledby="ports-title">
    <h2 id="ports-title">Ports and contracts</h2>
    <p>
      All ports offer the same operations on the same data; they differ in how content travels and in the SOAP version.
      Point a toolkit at the WSDL of one of them; which suits it is told in the project's how-tos (docs/clients).
    </p>
    ${table('Ports of this service', ['Port', 'Address', 'Contract'], rows)}
    ${others.map(
      ({ title, address }) =>
        html`<p>
          The same accounts are known to another service of this provider: <a href="${address}">${title}</a>.
        </p>`,
    )}
  </section>`;
}

function signInSection(user: string, version: SoapVersion): Html {
  return html`<section id="signing-in" aria-labelledby="signing-in-title">
    <h2 id="signing-in-title">Signing in</h2>
    <p>
      Each request carries a WS-Security header with a UsernameToken: PasswordText over TLS (or on the provider's own
      machine), or PasswordDigest with nonce and created, for which a service account's generated secret is needed. The
      examples use PasswordText. Set name and password once; in a password, write <code>&amp;amp;</code> for &amp; and
      <code>&amp;lt;</code> for &lt;.
    </p>
    ${code('Shell variables for the commands below', `IMPS_USER='${user}'\nIMPS_PASSWORD='${PASSWORD}'`, 'sign-in')}
    <p>
      A fault of a header block, such as a wrong password, has no detail: its code says what is wrong (<a
        href="#FailedAuthentication"
        >FailedAuthentication</a
      >). Envelopes are ${version.mediaType}, in UTF-8 or UTF-16.
    </p>
  </section>`;
}

function operationSection(operation: OperationModel, { service, port }: PageView, user: string): Html {
  const { name, request, response, faults, soapAction } = operation;
  const { model, version } = port;
  const shown = exampleOf(service, name, version, { username: user, password: PASSWORD }, user);
  const inShell = exampleOf(service, name, version, SHELL_USER, user);
  return html`<section id="${name}" aria-labelledby="${name}-title" class="operation">
    <h3 id="${name}-title">${name}</h3>
    <p>${operation.documentation}</p>
    <p>Action: <code>${soapAction}</code></p>
    <h4>Request: ${request.element}</h4>
    ${message(request, model)}
    <h4>Answer: ${response.element}</h4>
    ${message(response, model)}
    ${faults.map(
      (fault) =>
        html`<h4>Fault: ${fault.name}</h4>
          <p>${fault.documentation} Its detail is a ${typeLink(fault.type, model)}.</p>`,
    )}
    ${
      shown === undefined || inShell === undefined
        ? undefined
        : html`<h4>Try ${name}</h4>
            ${shown.before === undefined ? undefined : html`<p>${shown.before}</p>`}
            ${code(`Envelope of ${name}`, shown.request, `${name}-envelope`)}
            ${code(`curl command for ${name}`, command(inShell.request, port.address, soapAction, version), `${name}-curl`)}
            ${code(`Answer to ${name}, as it may look`, shown.answer, `${name}-answer`)}`
    }
  </section>`;
}

/** The shell fills in its variables; nothing else in an example means anything to it. */
function command(envelope: string, address: string, action: string, version: SoapVersion): string {
  const headers =
    version.name === '1.1'
      ? [`Content-Type: ${version.contentType()}`, `SOAPAction: "${action}"`]
      : [`Content-Type: ${version.contentType(action)}`];
  const flags = headers.map((header) => ` \\\n  -H '${header}'`).join('');
  return `curl -sS '${address}'${flags} \\\n  --data-binary @- <<XML\n${envelope}\nXML`;
}
