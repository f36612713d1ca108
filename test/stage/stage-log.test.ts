import { expect, test } from '@jest/globals';
import { StageLog } from '../../examples/gaming/dist/demo/stage-log.js';
import { exchange, note } from './entries.js';

const xml = (requestXml: string) => ({ requestXml, requestXmlCut: false, responseXmlCut: false });

test('the oldest is forgotten first when there are too many', () => {
  const log = new StageLog(2);
  const [first, second, third] = [exchange(), note('between'), exchange()];
  log.addExchange(first, xml('<a/>'));
  log.addNote(second);
  log.addExchange(third, xml('<b/>'));
  expect(log.last(10)).toEqual([second, third]);
  expect(log.last(1)).toEqual([third]);
  expect(log.exchange(first.id)).toBeUndefined();
  expect(log.exchange(second.id)).toBeUndefined();
  expect(log.exchange(third.id)?.xml.requestXml).toBe('<b/>');
});

test('XML is bounded in bytes, however few entries there are', () => {
  const log = new StageLog(100, 1000);
  const entries = [exchange(), exchange(), exchange()];
  for (const entry of entries) log.addExchange(entry, xml('x'.repeat(200)));
  expect(log.last(10)).toEqual(entries.slice(1));
});
