import { describe, expect, test } from '@jest/globals';
import { parseAddress } from '@imps-wsi/contract/address';

const canonical = (text: string): string | undefined => parseAddress(text)?.canonical;

describe('two spellings of one address have one canonical form', () => {
  test.each([
    ['WV:Bob@B1.Example', 'wv:bob@b1.example'],
    ['im:bob@b1.example', 'wv:bob@b1.example'],
    ['PRES:bob@b1.example', 'wv:bob@b1.example'],
    ['Bob@b1.example', 'wv:bob@b1.example'],
    ['wv:Bob/Friends@b1.example', 'wv:bob/friends@b1.example'],
    ['wv:+4930123@b1.example', 'wv:+4930123@b1.example'],
    ['tel:+49 (30) 1-2.3', 'tel:+4930123'],
    ['sip:Bob@B1.Example', 'sip:Bob@b1.example'],
    ['xmpp:Bob@B1.Example/Phone', 'xmpp:bob@b1.example'],
    ['wv:Größe@b1.example', 'wv:größe@b1.example'],
    ['wv:نامه\u200cای@b1.example', 'wv:نامه\u200cای@b1.example'],
  ])('%s', (text, form) => {
    expect(canonical(text)).toBe(form);
    expect(parseAddress(text)?.verbatim).toBe(text);
  });
});

describe('what is no address', () => {
  test.each([
    ['no user', 'wv:@b1.example'],
    ['no domain', 'wv:bob@'],
    ['a dot at the end', 'wv:bob@b1.example.'],
    ['an empty label', 'wv:bob@b1..example'],
    ['a label of 64', `wv:bob@${'a'.repeat(64)}`],
    ['a number that begins with 0', 'wv:+049@b1.example'],
    ['a number of 16 digits', 'tel:+1234567890123456'],
    ['a number with parameters', 'tel:+4930123;ext=1'],
    ['a port', 'sip:bob@b1.example:5060'],
    ['white space', 'wv:b ob@b1.example'],
    ['a line end behind', 'wv:bob@b1.example\n'],
    ['another scheme', 'mailto:bob@b1.example'],
    ['a letter that only folding makes ASCII, in a domain', 'wv:bob@ban\u212a.example'],
    ['a letter that only folding makes ASCII, in a domain of sip', 'sip:bob@ban\u212a.example'],
    ['text written from right to left by a control', 'wv:bob\u202e1@b1.example'],
    ['a zero-width space', 'wv:bob\u200b@b1.example'],
    ['a soft hyphen in a resource', 'wv:bob/a\u00ad@b1.example'],
    ['half a character', 'wv:bob\ud800@b1.example'],
  ])('%s', (_what, text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});
