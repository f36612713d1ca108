/** What a visitor can paste into a shell, with where everything is. */
export interface TryItPlaces {
  readonly b1: string;
  readonly b2: string;
  readonly game: string;
  /** The token of the sample player u1. */
  readonly token: string | undefined;
}

/** A command and what it is about. */
export interface TryIt {
  readonly title: string;
  readonly command: string;
}

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const TEXT_PASSWORD = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText';

/** The people of the demonstration. Their passwords are samples: anybody can read them here. */
export const people = {
  alice: { address: 'wv:alice@b1.example', password: 'alice-secret', username: 'u1' },
  bob: { address: 'wv:bob@b2.example', password: 'bob-secret', username: 'u2' },
} as const;

export function tryIt({ b1, b2, game, token }: TryItPlaces): readonly TryIt[] {
  const { alice, bob } = people;
  return [
    { title: 'What B1 offers', command: call(b1, alice, '<GetCapabilitiesRequest xmlns="urn:imps-wsi:im:1"/>') },
    {
      title: 'Alice (u1) writes to her opponent, whom she knows as u2 only',
      command: call(b1, alice, send('wv:u2@chess.b1.example', 'Good game!')),
    },
    {
      title: 'Bob (u2) reads it at B2, unless a phone of his is open and has it: it comes from wv:u1@chess.b2.example',
      command: call(
        b2,
        bob,
        '<GetMessagesRequest xmlns="urn:imps-wsi:im:1"><waitSeconds>10</waitSeconds></GetMessagesRequest>',
      ),
    },
    {
      title: 'Bob answers that address',
      command: call(b2, bob, send('wv:u1@chess.b2.example', 'Thank you!')),
    },
    {
      title: 'Alice reads the answer at B1, unless a phone of hers has it',
      command: call(
        b1,
        alice,
        '<GetMessagesRequest xmlns="urn:imps-wsi:im:1"><waitSeconds>10</waitSeconds></GetMessagesRequest>',
      ),
    },
    { title: 'The contract', command: `curl -sS -w '\\n' '${b1}?wsdl'` },
    ...(token === undefined
      ? []
      : [
          {
            title: 'The game as u1 sees it',
            command: `curl -sS -w '\\n' -H 'Authorization: Bearer ${token}' ${game}/api/state`,
          },
        ]),
  ];
}

/** One command of a POSIX shell; the apostrophes of the shell do not occur in the XML. */
function call(endpoint: string, person: { readonly address: string; readonly password: string }, body: string): string {
  return `curl -sS -w '\\n' ${endpoint} -H 'Content-Type: text/xml' -d '
<Envelope xmlns="${SOAP}">
  <Header><Security xmlns="${WSSE}"><UsernameToken>
    <Username>${person.address}</Username>
    <Password Type="${TEXT_PASSWORD}">${person.password}</Password>
  </UsernameToken></Security></Header>
  <Body>${body}</Body>
</Envelope>'`;
}

/** The shell makes the clientMessageId, so that pasting again sends again. */
function send(to: string, text: string): string {
  return `<SendMessagesRequest xmlns="urn:imps-wsi:im:1"><message>
    <clientMessageId>'$(date +%s)-$$'</clientMessageId><recipient>${to}</recipient>
    <part><contentType>text/plain</contentType><text>${text}</text></part>
  </message></SendMessagesRequest>`;
}
