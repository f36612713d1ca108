import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import soap from 'soap';
import strongSoap from 'strong-soap';
import { PASSWORD } from '../support/provider.js';
import { ALICE, openHouse, type House } from './house.js';
import { pick } from './foreign-client.js';

/** Consumers that are given the contract in one document; zeep, PHP, gSOAP and JAX-WS read it as well. */
describe.each(['', '/mtom'])('WSI-1, GIM-10: %s?singleWsdl is enough', (path) => {
  let house: House;
  let wsdl: string;
  beforeAll(async () => {
    house = await openHouse();
    wsdl = `${house.url}${path}?singleWsdl`;
  });
  afterAll(() => house.drop());
  const sent = { clientMessageId: 'one', recipient: [ALICE], part: [{ contentType: 'text/plain', text: 'Hello' }] };

  test('for soap', async () => {
    const client = await soap.createClientAsync(wsdl);
    client.setSecurity(new soap.WSSecurity(ALICE, PASSWORD, { passwordType: 'PasswordText' }));
    const call = async (operation: string, input: object): Promise<unknown> => {
      const [answer] = await (client[`${operation}Async`] as (input: object) => Promise<readonly unknown[]>)(input);
      return answer;
    };
    expect(Number(pick(await call('SendMessages', { message: [sent] }), 'code'))).toBe(200);
    const got = pick(await call('GetMessages', {}), 'item') as readonly unknown[];
    expect(pick(got[0], 'sender')).toBe(ALICE);
  });

  test('for strong-soap', async () => {
    const client = await promisify(strongSoap.soap.createClient)(wsdl, { prettyPrint: false });
    client.setSecurity(new strongSoap.WSSecurity(ALICE, PASSWORD, { passwordType: 'PasswordText' }));
    type Call = (input: object, done: (error: Error | null, answer: unknown) => void) => void;
    const call = promisify(client['SendMessages'] as Call);
    const answer = await call({ SendMessagesRequest: { message: [{ ...sent, clientMessageId: 'two' }] } });
    expect(Number(pick(answer, 'code'))).toBe(200);
  });
});
