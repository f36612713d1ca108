import { expect, test } from '@jest/globals';
import { settle } from '@imps-wsi/consumer-sdk/testing';
import { stage, U1 } from './parties.js';

test('who gives up fetching a content does not take it from the others', async () => {
  const { b1, game } = stage({ maxInlineBytes: 3 });
  b1.deliver({ from: U1, to: 'wv:chess@b1.example', text: 'more than three' });
  const part = (await game.receive()).items[0]!.parts[0]!;
  const impatient = new AbortController();
  b1.script.next({ kind: 'hang' }, { operation: 'GetMessageContent' });
  const givenUp = part.text({ signal: impatient.signal });
  await settle();
  const others = [part.text(), part.text(), part.text({ signal: new AbortController().signal })];
  impatient.abort(new Error('no time'));
  await expect(givenUp).rejects.toThrow('no time');
  await expect(Promise.all(others)).resolves.toEqual(Array(3).fill('more than three'));
});
