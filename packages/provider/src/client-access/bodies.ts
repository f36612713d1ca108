import { isUtf8 } from 'node:buffer';
import { Ajv, type ValidateFunction } from 'ajv';
import express, { type Request, type RequestHandler } from 'express';
import type { ClientDraft } from '../domain/client-draft.js';
import { badRequest, Refusal, requestTooLarge } from './refusal.js';

export interface SignInBody {
  readonly userId: string;
  readonly password: string;
}
export interface SendBody {
  readonly messages: readonly ClientDraft[];
}

/** What is told of a file beside its bytes. */
export type FileQuery = Pick<
  ClientDraft,
  'clientMessageId' | 'to' | 'name' | 'subject' | 'conversationId' | 'inReplyTo'
>;

const text = { type: 'string' } as const;
// What the contract can carry: SOAP clients may ask for the status under this id. The lengths of the other fields are
// judged message by message.
const clientMessageId = {
  type: 'string',
  minLength: 1,
  maxLength: 255,
  pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff\\ud800-\\udfff]*$',
} as const;

const signInSchema = {
  type: 'object',
  properties: {
    userId: { type: 'string', minLength: 1, maxLength: 1024 },
    password: { type: 'string', maxLength: 4096 },
  },
  required: ['userId', 'password'],
  additionalProperties: false,
};

const sendSchema = {
  type: 'object',
  properties: {
    messages: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: {
        type: 'object',
        properties: {
          clientMessageId,
          to: text,
          text,
          data: text,
          contentType: text,
          name: text,
          subject: text,
          conversationId: text,
          inReplyTo: text,
        },
        required: ['clientMessageId', 'to'],
        oneOf: [
          { required: ['text'], not: { anyOf: [{ required: ['data'] }, { required: ['contentType'] }] } },
          { required: ['data', 'contentType'], not: { required: ['text'] } },
        ],
        additionalProperties: false,
      },
    },
  },
  required: ['messages'],
  additionalProperties: false,
};

const fileSchema = {
  type: 'object',
  properties: { clientMessageId, to: text, name: text, subject: text, conversationId: text, inReplyTo: text },
  required: ['clientMessageId', 'to'],
  additionalProperties: false,
};

const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: false });
const isSignIn = ajv.compile<SignInBody>(signInSchema);
const isSend = ajv.compile<SendBody>(sendSchema);
const isFile = ajv.compile<FileQuery>(fileSchema);

export const readSignIn = (request: Request): SignInBody => check(isSignIn, request.body);
export const readSend = (request: Request): SendBody => check(isSend, request.body);
export const readFileQuery = (request: Request): FileQuery => check(isFile, request.query, 'query');

/**
 * Parses JSON bodies in UTF-8, within the bound; other media types and broken text are refused, not guessed at.
 *
 * @param ownBound a narrower bound of who sends it
 */
export function jsonBodies(maxBytes: number, ownBound?: (request: Request) => number): RequestHandler[] {
  return [
    (request, _response, next) => {
      if (request.is('application/json') === 'application/json') next();
      else next(new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8.'));
    },
    express.json({
      limit: maxBytes,
      strict: false,
      verify: (request, _response, bytes, encoding) => {
        if (ownBound !== undefined && bytes.length > ownBound(request as Request)) throw requestTooLarge();
        if (encoding.toLowerCase() !== 'utf-8' || !isUtf8(bytes)) throw badRequest('The body is not UTF-8.');
      },
    }),
  ];
}

function check<Body>(isBody: ValidateFunction<Body>, body: unknown, what = 'body'): Body {
  if (isBody(body)) return body;
  throw badRequest(`The ${what} cannot be used: ${explain(isBody)}.`);
}

function explain({ errors }: ValidateFunction): string {
  const error = errors?.find(({ keyword }) => keyword !== 'oneOf' && keyword !== 'not') ?? errors?.[0];
  if (error === undefined) return 'it is not what this address takes';
  const place = error.instancePath === '' ? 'it' : error.instancePath.slice(1).replaceAll('/', '.');
  if (error.schemaPath.includes('/oneOf')) {
    return `${place.replace(/\.(?:text|data|contentType)$/, '')} must hold either text, or data and contentType`;
  }
  if (error.keyword === 'additionalProperties') {
    const name = String(error.params['additionalProperty']).slice(0, 50);
    return `${place} holds the field ${JSON.stringify(name)}, which is not known`;
  }
  if (error.keyword === 'pattern') return `${place} holds a character that cannot be carried`;
  return `${place} ${error.message ?? 'cannot be used'}`;
}
