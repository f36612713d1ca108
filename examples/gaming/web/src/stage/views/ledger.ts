import { html, type TemplateResult } from 'lit-html';
import type { LedgerView } from '../../../../src/demo/stage-messages.js';
import { providerName } from '../model/words.js';

/** The books on what the bridge carried, one line for each direction. */
export function ledgerView(ledger: readonly LedgerView[]): TemplateResult {
  return html`<table class="ledger" aria-label="Kept from what crossed the wire">
    <caption>
      Waiting: with A, not passed on yet. What A has not got yet, B1 or B2 keeps.
    </caption>
    <thead>
      <tr>
        <th scope="col"><span class="visually-hidden">Direction</span></th>
        <th scope="col"><abbr title="by A, from the sender’s provider">got</abbr></th>
        <th scope="col">passed on</th>
        <th scope="col"><abbr title="sender was told why not">answered</abbr></th>
        <th scope="col"><abbr title="got, and not yet passed on">waiting</abbr></th>
        <th scope="col"><abbr title="handed out or sent again, and recognised">repeated</abbr></th>
        <th scope="col">lost</th>
        <th scope="col">doubled</th>
      </tr>
    </thead>
    <tbody>
      ${ledger.map(lineView)}
    </tbody>
  </table>`;
}

function lineView(line: LedgerView): TemplateResult {
  const { from, to, source, target, got, passedOn, answered, waiting, gotAgain, recognised, lost, doubled } = line;
  const repeated = Math.max(gotAgain, recognised);
  return html`<tr data-direction=${source}>
    <th scope="row">${from} → ${to}</th>
    <td data-label="got" title="from ${providerName(source)}">${got}</td>
    <td data-label="passed on" title="to ${providerName(target)}">${passedOn}</td>
    <td data-label="answered">${answered}</td>
    <td data-label="waiting" class=${waiting > 0 ? 'warn' : ''}>${waiting}</td>
    <td data-label="repeated">${repeated}</td>
    <td data-label="lost" class=${lost > 0 ? 'bad' : 'good'}>${lost}</td>
    <td data-label="doubled" class=${doubled > 0 ? 'bad' : 'good'}>${doubled}</td>
  </tr>`;
}
