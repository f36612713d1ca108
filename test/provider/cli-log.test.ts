import { describe, expect, test } from '@jest/globals';
import { createLogger, type LoggerOptions } from '../../packages/provider/dist/log.js';

function logger(options: LoggerOptions = {}) {
  const lines: string[] = [];
  const now = () => new Date('2030-01-31T12:00:00Z');
  return { lines, log: createLogger({ now, write: (line) => lines.push(line), ...options }) };
}

describe('The log', () => {
  test('is one line an event, for people', () => {
    const { lines, log } = logger();
    log.info('started', { port: 8080, text: 'two words', none: undefined });
    expect(lines).toEqual(['2030-01-31T12:00:00.000Z INFO  started port=8080 text="two words"\n']);
  });

  test('or for programs', () => {
    const { lines, log } = logger({ format: 'json' });
    log.warn('slow', { milliseconds: 12 });
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: '2030-01-31T12:00:00.000Z',
      level: 'warn',
      message: 'slow',
      milliseconds: 12,
    });
  });

  test('leaves out what is less important than asked for', () => {
    const { lines, log } = logger({ level: 'warn' });
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect(lines).toHaveLength(2);
    const silent = logger({ level: 'silent' });
    silent.log.error('e');
    expect(silent.lines).toEqual([]);
  });

  test('never holds what is secret, whatever it is called', () => {
    const { lines, log } = logger();
    log.error('x', { password: 'hunter2', clientSecret: 'hunter2', nonce: 'hunter2', Authorization: 'hunter2' });
    expect(lines[0]).not.toContain('hunter2');
  });

  test('cannot be made to begin a line by what strangers send', () => {
    const { lines, log } = logger();
    log.info('hello\n2030 ERROR forged', { user: 'a\r\nb\u2028c\u001b[31m\u009b' });
    expect(lines.join('').match(/[\p{Cc}\p{Zl}\p{Zp}]/gu)).toEqual(['\n']);
  });

  test('nor to show something else than what came: what is invisible, or turns the line round, is escaped', () => {
    const { lines, log } = logger();
    log.info('x', { user: 'wv:bob\u202e\u2066moc\u200b\u{e0041}@b1.example' });
    expect(lines[0]).toContain(String.raw`user="wv:bob\u202e\u2066moc\u200b\udb40\udc41@b1.example"`);
    const json = logger({ format: 'json' });
    json.log.info('x', { user: 'a\u202eb\u{e0041}' });
    expect(json.lines[0]).not.toMatch(/\p{Cf}/u);
    expect(JSON.parse(json.lines[0]!)).toMatchObject({ user: 'a\u202eb\u{e0041}' });
  });

  test('tells an error by its message, with the stack at debug only', () => {
    const plain = logger();
    plain.log.error('failed', { error: new Error('no disk') });
    expect(plain.lines[0]).toMatch(/failed error="no disk"\n$/);
    const debug = logger({ level: 'debug' });
    debug.log.error('failed', { error: new Error('no disk') });
    expect(debug.lines[0]).toContain('errorStack=');
    const several = logger();
    several.log.error('failed', { error: new AggregateError([new Error('a'), new Error('b')]) });
    expect(several.lines[0]).toContain('error="a; b"');
  });

  test('cuts what is endless and bears what cannot be printed', () => {
    const { lines, log } = logger();
    const round: Record<string, unknown> = {};
    round['self'] = round;
    log.info('x', { text: 'y'.repeat(10_000), round, big: 12n, list: [1, 'a'] });
    expect(lines[0]?.length).toBeLessThan(2_200);
    expect(lines[0]).toContain('round="(not printable)"');
  });
});
