import { html, nothing, type TemplateResult } from 'lit-html';
import { providerName, stateWord } from '../model/words.js';
import type { StageState } from '../model/state.js';

/** B1 — A — B2: who talks to whom, and the heads of the chart's lifelines. */
export function partiesView({ processes }: StageState): TemplateResult {
  return html`<ul class="parties" aria-label="Who talks to whom">
    ${(['b1', 'a', 'b2'] as const).map((name) => {
      const state = processes[name];
      return html`<li class="party ${name} ${state}">
        <strong>${name === 'a' ? 'A' : providerName(name)}</strong>
        <span class="soft"
          >${name === 'a' ? 'the chess service' : `IM provider of ${name === 'b1' ? 'U1' : 'U2'}`}</span
        >
        <span class="state"
          >${state === 'running' ? nothing : html`<b aria-hidden="true">!</b> `}${stateWord(state)}</span
        >
      </li>`;
    })}
  </ul>`;
}
