import { once } from 'node:events';
import { request, type Agent, type IncomingMessage } from 'node:http';
import { bytesOf } from '../soap-client.js';

/** Sends an envelope over a connection that stays; answers what came back. @throws when that is not 200 */
export async function sendOver(agent: Agent, url: string, text: string): Promise<string> {
  const bytes = Buffer.from(text);
  const sent = request(url, {
    method: 'POST',
    agent,
    headers: { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': bytes.length, SOAPAction: '""' },
  });
  sent.end(bytes);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const answer = (await bytesOf(response)).toString('utf8');
  if (response.statusCode !== 200) throw new Error(`answered ${String(response.statusCode)}: ${answer.slice(0, 500)}`);
  return answer;
}
