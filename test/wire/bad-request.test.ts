import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { message, request, sendMessages } from './envelope.js';
import { faultOf, valuesOf } from './exchange.js';
import { BOB, openHouse, type House } from './house.js';

/** Requests that are good SOAP and break the contract: refused as a whole, with the place and what was expected there. */
describe('a request that does not follow the contract', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ settings: { maxDeliveriesPerRequest: 5 } });
  });
  afterEach(async () => {
    expect(await house.deliveries()).toBe(0);
  });
  afterAll(async () => {
    expect(await house.stillAnswers()).toBe(true);
    expect(house.indiscretions()).toEqual([]);
    await house.drop();
  });

  test.each([
    [
      'an unknown operation',
      '<RecallMessagesRequest xmlns="urn:imps-wsi:im:1"/>',
      '{urn:imps-wsi:im:1}RecallMessagesRequest',
    ],
    [
      'the right name in the wrong namespace',
      '<SendMessagesRequest xmlns="urn:imps-wsi:im:2"/>',
      '{urn:imps-wsi:im:2}SendMessagesRequest',
    ],
    ['an answer in place of a request', '<SendMessagesResponse xmlns="urn:imps-wsi:im:1"/>', 'SendMessagesResponse'],
    ['a fault in place of a request', '<s:Fault><faultcode>s:Client</faultcode></s:Fault>', 'Fault'],
  ])('%s is told apart by its name and namespace (R1127)', async (_what, body, named) => {
    const answer = await house.asAlice(body);
    expect(answer.status).toBe(500);
    const fault = faultOf(answer);
    expect(fault).toMatchObject({ code: 'Client', detail: { errorName: 'UnknownOperation' } });
    expect(fault.reason).toContain(named);
    expect(fault.reason).toContain('urn:imps-wsi:im:1');
  });

  const part = '<part><contentType>text/plain</contentType><text>hello</text></part>';
  const to = `<recipient>${BOB}</recipient>`;
  const id = '<clientMessageId>x</clientMessageId>';
  const one = (content: string) => request('SendMessages', `<message>${content}</message>`);
  const M = '/s:Envelope/s:Body/SendMessagesRequest/message';

  // Of an element in the wrong place the path is that of the element that holds it, where something else was expected.
  test.each([
    ['no message at all', request('SendMessages'), '/s:Envelope/s:Body/SendMessagesRequest', 'element message'],
    ['no clientMessageId', one(to + part), M, 'element clientMessageId'],
    ['no recipient (WSI-11)', one(id + part), M, 'element recipient'],
    ['no part', one(id + to), M, 'element part'],
    ['a part before the recipient', one(id + part + to), M, 'element recipient'],
    ['an element that nobody knows', one(id + to + part + '<mood>merry</mood>'), M, 'the end of element message'],
    [
      'an element of another namespace',
      one(`${id}<recipient xmlns="urn:other">x</recipient>${part}`),
      M,
      'element recipient',
    ],
    ['subject twice', one(`${id}${to}<subject>a</subject><subject>b</subject>${part}`), M, 'element part'],
    [
      'four reports',
      one(id + to + part + '<report>READ</report>'.repeat(4)),
      `${M}/report[4]`,
      'at most 3 elements report',
    ],
    ['text between elements', one(`${id}hello${to}${part}`), M, 'element recipient'],
    [
      'an element inside of a text',
      one(id + to + '<part><contentType>text/plain</contentType><text><b>hi</b></text></part>'),
      `${M}/part/text`,
      'text',
    ],
    ['an empty clientMessageId', one(`<clientMessageId/>${to}${part}`), `${M}/clientMessageId`, '1 to 255 characters'],
    [
      'a clientMessageId of 256 characters',
      one(`<clientMessageId>${'x'.repeat(256)}</clientMessageId>${to}${part}`),
      `${M}/clientMessageId`,
      '1 to 255 characters',
    ],
    [
      'a recipient of 1025 characters',
      one(`${id}<recipient>wv:${'x'.repeat(1022)}</recipient>${part}`),
      `${M}/recipient`,
      'at most 1024 characters',
    ],
    ['a priority that does not exist', one(`${id}${to}${part}<priority>URGENT</priority>`), `${M}/priority`, 'LOW'],
    [
      'an enumeration in small letters',
      one(`${id}${to}${part}<messageClass>personal</messageClass>`),
      `${M}/messageClass`,
      'PERSONAL',
    ],
    [
      'a time that is none',
      one(`${id}${to}${part}<expiresAt>tomorrow</expiresAt>`),
      `${M}/expiresAt`,
      'a date and time such as',
    ],
    [
      'a number out of range',
      one(`${id}${to}${part}<timeToLive>0</timeToLive>`),
      `${M}/timeToLive`,
      'from 1 to 31536000',
    ],
    [
      'a number with a fraction',
      one(`${id}${to}${part}<timeToLive>1.5</timeToLive>`),
      `${M}/timeToLive`,
      'a whole number',
    ],
    ['a boolean in words', one(`${id}${to}${part}<anonymous>yes</anonymous>`), `${M}/anonymous`, 'a boolean'],
    [
      'data that is no base64',
      one(`${id}${to}<part><contentType>a/b</contentType><data>not base64!</data></part>`),
      `${M}/part/data`,
      'base64',
    ],
    [
      'an attribute that nobody knows',
      one(id + to + part).replace('<message>', '<message urgent="1">'),
      M,
      'no attribute',
    ],
    [
      'xsi:nil on what must be there',
      one(`<clientMessageId xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>${to}${part}`),
      `${M}/clientMessageId`,
      'a value',
    ],
    [
      'an xsi:type that is another',
      one(id + to + part).replace(
        '<message>',
        '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Part">',
      ),
      M,
      'type OutgoingMessage',
    ],
    [
      'the third message of three',
      request('SendMessages', message() + message() + `<message>${to}</message>`),
      `${M}[3]`,
      'element clientMessageId',
    ],
    [
      'maxMessages 0',
      request('GetMessages', '<maxMessages>0</maxMessages>'),
      '/s:Envelope/s:Body/GetMessagesRequest/maxMessages',
      'from 1 to 2147483647',
    ],
    [
      'waitSeconds beyond the contract',
      request('GetMessages', '<waitSeconds>3601</waitSeconds>'),
      '/s:Envelope/s:Body/GetMessagesRequest/waitSeconds',
      'from 0 to 3600',
    ],
    [
      'an outcome that does not exist',
      request(
        'AcknowledgeMessages',
        '<receipt>r</receipt><entry><messageId>m</messageId><outcome>EATEN</outcome></entry>',
      ),
      '/s:Envelope/s:Body/AcknowledgeMessagesRequest/entry/outcome',
      'ACCEPTED',
    ],
  ])('%s', async (_what, body, path, expected) => {
    const answer = await house.asAlice(body);
    expect(answer.status).toBe(500);
    const fault = faultOf(answer);
    expect(fault).toMatchObject({
      code: 'Client',
      detail: { errorName: 'SchemaViolation', code: 402, retryable: false, path },
    });
    expect(fault.detail?.expected).toContain(expected);
    expect(fault.reason).toContain(path);
  });

  test('elements a thousand deep are refused at the first that is not known (GS-4)', async () => {
    const deep = '<a>'.repeat(1_000) + '</a>'.repeat(1_000);
    const fault = faultOf(await house.asAlice(request('SendMessages', deep)));
    expect(fault.detail).toMatchObject({
      errorName: 'SchemaViolation',
      path: '/s:Envelope/s:Body/SendMessagesRequest',
      expected: 'element message',
    });
  });

  test('more recipients than are taken at once are refused before anything is stored', async () => {
    const body = sendMessages(message({ to: [BOB, BOB, BOB] }), message({ to: [BOB, BOB, BOB] }));
    const fault = faultOf(await house.asAlice(body));
    expect(fault).toMatchObject({ code: 'Client', detail: { errorName: 'TooManyDeliveries', code: 432 } });
    expect(fault.reason).toMatch(/6 .*5/);
  });

  test.each([
    [
      'a kind of item that is not built yet',
      '<kind>MESSAGE</kind><kind>TYPING</kind>',
      'FieldNotOffered',
      501,
      /TYPING/,
    ],
    ['headersOnly without leases', '<headersOnly>true</headersOnly>', 'BadRequestParameter', 402, /EXPLICIT/],
    [
      'a filter that is no address',
      '<fromSender>nobody in particular</fromSender>',
      'BadRequestParameter',
      402,
      /fromSender/,
    ],
  ])('GetMessages with %s', async (_what, content, errorName, code, reason) => {
    const fault = faultOf(await house.asAlice(request('GetMessages', content)));
    expect(fault).toMatchObject({ code: 'Client', detail: { errorName, code } });
    expect(fault.reason).toMatch(reason);
  });

  test.each([
    ['of a message that is not there', '<messageId>x-1</messageId><part>1</part>'],
    ['by SQL in place of an id (GS-4)', `<messageId>' OR 1=1; DROP TABLE inbox; --</messageId><part>1</part>`],
  ])('GetMessageContent %s', async (_what, content) => {
    const fault = faultOf(await house.asAlice(request('GetMessageContent', content)));
    expect(fault).toMatchObject({ code: 'Client', detail: { errorName: 'MessageNotFound', code: 426 } });
  });

  test('an unknown receipt is a result, not a fault', async () => {
    const settled = await house.asAlice(request('AcknowledgeMessages', `<receipt>'; DROP TABLE lease; --</receipt>`));
    expect(settled.status).toBe(200);
    expect(valuesOf(settled, 'code')).toEqual(['426']);
    const got = await house.asAlice(request('GetMessages', '<acknowledge>no-such</acknowledge>'));
    expect(got.status).toBe(200);
    expect(valuesOf(got, 'code')).toEqual(['426']);
  });

  test('a message named twice in one acknowledgement is refused', async () => {
    const entry = '<entry><messageId>x-1</messageId><outcome>ACCEPTED</outcome></entry>';
    const fault = faultOf(await house.asAlice(request('AcknowledgeMessages', `<receipt>r</receipt>${entry}${entry}`)));
    expect(fault.detail).toMatchObject({ errorName: 'BadRequestParameter' });
  });

  test('an empty request element with xsi:nil, as some toolkits write it, is read as an empty one', async () => {
    const nil = request('GetCapabilities').replace(
      ' xmlns',
      ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true" xmlns',
    );
    expect((await house.asAlice(nil)).status).toBe(200);
  });
});
