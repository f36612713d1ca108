import { isDocumentName, renderDocument, renderSingleDocument } from '@imps-wsi/contract/documents';
import type { Express, Request, Response } from 'express';
import type { ServiceName } from '../pipeline/service.js';
import type { SoapPort } from '../pipeline/port.js';
import { PORTS, SERVICES } from '../pipeline/services.js';
import type { OriginOf } from './peer.js';
import { readContract, type ContractModel } from './reference/contract-model.js';
import { SCRIPT, STYLE } from './reference/page-files.js';
import { PAGE_SCRIPT, PAGE_STYLE, renderPage, type PageLimit, type PagePort } from './reference/page.js';
import { Rendered, RenderedTexts } from './rendered.js';

export interface ContractParts {
  readonly originOf: OriginOf;
  /** The domain that examples speak of. */
  readonly domain: string;
  /** What the page says of the deployment's bounds. */
  readonly limits: Readonly<Record<ServiceName, readonly PageLimit[]>>;
}

const PACKAGING = {
  none: 'Content travels inside of the envelope, as base64.',
  swa: 'Content may travel beside the envelope: SOAP Messages with Attachments.',
  mtom: 'Content may travel beside the envelope: MTOM and XOP.',
} as const;

/** The page runs no script but its own, and loads nothing from elsewhere. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * What each address of the service tells of itself by GET: `?wsdl`, `?singleWsdl`, `?xsd=<name>`, the schemas beside it
 * by their names, and the page for people. Names of parameters are told apart without regard to case.
 */
export function serveContracts(web: Express, { originOf, domain, limits }: ContractParts): void {
  const texts = new RenderedTexts();
  const models = new Map<SoapPort, ContractModel>();
  const modelOf = (port: SoapPort): ContractModel => {
    const known = models.get(port) ?? readContract(port.documents);
    models.set(port, known);
    return known;
  };
  const files = new Map([
    [PAGE_STYLE, new Rendered('text/css', STYLE)],
    [PAGE_SCRIPT, new Rendered('text/javascript', SCRIPT)],
  ]);

  for (const port of PORTS) {
    const { path, documents, service } = port;
    const { wsdl, schemas } = documents;
    const served = new Set<string>([wsdl, ...schemas]);
    const xml = (request: Request, response: Response, key: string, render: (address: string) => string): void => {
      const address = originOf(request) + path;
      texts.of(`${key} ${address}`, () => new Rendered('text/xml', render(address))).send(request, response);
    };
    const sendDocument = (request: Request, response: Response, name: unknown): boolean => {
      if (typeof name !== 'string' || !served.has(name) || !isDocumentName(name)) return false;
      xml(request, response, name, (address) => renderDocument(name, { address }));
      return true;
    };
    const sendPage = (request: Request, response: Response): void => {
      const origin = originOf(request);
      const pagePort = (each: SoapPort): PagePort => ({
        model: modelOf(each),
        version: each.version,
        address: origin + each.path,
        packaging: PACKAGING[each.profile?.name ?? 'none'],
        schemas: each.documents.schemas,
      });
      response.set('Content-Security-Policy', PAGE_POLICY);
      texts
        .of(`page ${origin}${path}`, () => {
          const others = SERVICES.filter((each) => each !== service);
          const view = {
            service,
            port: pagePort(port),
            ports: service.ports.map(pagePort),
            others: others.map(({ title, path: at }) => ({ title, address: origin + at })),
            domain,
            limits: limits[service.name],
          };
          return new Rendered('text/html', renderPage(view));
        })
        .send(request, response);
    };

    web.get(path, (request, response) => {
      const query = new Map(Object.entries(request.query).map(([name, value]) => [name.toLowerCase(), value]));
      if (query.has('wsdl')) {
        sendDocument(request, response, wsdl);
      } else if (query.has('singlewsdl')) {
        xml(request, response, 'single', (address) => renderSingleDocument(wsdl, schemas, { address }));
      } else if (query.has('xsd')) {
        if (sendDocument(request, response, query.get('xsd'))) return;
        response
          .status(404)
          .type('text/plain')
          .send(
            `There is no such schema here; those there are: ${schemas.map((name) => `?xsd=${name}`).join(', ')}.\n`,
          );
      } else {
        response.vary('Accept');
        // Only who asks for it by name gets the page: a SOAP client that errs is better told so.
        if (request.accepts('text/plain', 'text/html') === 'text/html') sendPage(request, response);
        else refuseGet(response, port);
      }
    });
    // The WSDL names its schemas by plain file names, and the page its files, which resolve beside them.
    web.get(`${path.slice(0, path.lastIndexOf('/'))}/:document`, (request, response, next) => {
      const name = request.params['document'];
      const file = files.get(name);
      if (file !== undefined) file.send(request, response);
      else if (!sendDocument(request, response, name)) next();
    });
  }
}

function refuseGet(response: Response, { path, version, service }: SoapPort): void {
  response
    .status(405)
    .set('Allow', 'POST')
    .type('text/plain')
    .send(
      `This is a SOAP ${version.name} address of the ${service.title.toLowerCase()} service: POST requests here. Contract: ${path}?wsdl or, in one document, ${path}?singleWsdl; a browser is shown a page of it.\n`,
    );
}
