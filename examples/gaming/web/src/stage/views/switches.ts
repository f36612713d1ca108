import { html, nothing, type TemplateResult } from 'lit-html';
import type { SwitchName } from '../../../../src/demo/stage-messages.js';
import type { Actions, View } from '../store.js';

/** A button of the panel. */
interface Button {
  readonly label: string;
  readonly name: SwitchName;
  readonly body: object;
  /** For a switch that stays: whether it is on. Absent for an action. */
  readonly on?: boolean;
}

interface Panel {
  readonly what: string;
  readonly buttons: readonly Button[];
  /** What to look for. */
  readonly look: string;
}

/** What the visitor can do to the demonstration, each with what there is to see. */
export function switchesView({ stage, refusal }: View, actions: Actions): TemplateResult {
  const { switches, connection } = stage;
  const toggle = (name: SwitchName, label: string): Button => {
    const { on } = switches[name];
    return { name, label, on, body: { on: !on } };
  };
  const panels: readonly Panel[] = [
    {
      what: 'One request for many',
      buttons: [{ name: 'send-two', label: 'Send two at once', body: {} }],
      look: 'U1 writes twice: one GetMessages brings 2 items, one SendMessages carries 2 messages.',
    },
    {
      what: 'A provider is away',
      buttons: [toggle('b2', 'B2 stopped'), toggle('b1', 'B1 stopped')],
      look: 'Stop B2, write some messages to u2, start it again: they waited, and arrive in order.',
    },
    {
      what: 'The bridge dies',
      buttons: [
        { name: 'kill-bridge', label: 'Kill before it sends', body: { at: 'before-send' } },
        { name: 'kill-bridge', label: 'Kill before it acknowledges', body: { at: 'before-acknowledge' } },
      ],
      look: 'A is killed with a message in hand. Its lease ends, it comes again, and arrives once.',
    },
    {
      what: 'Pace',
      buttons: [toggle('slow-poll', 'Slow polling')],
      look: 'A asks every 8 seconds instead of waiting at the inbox. Write twice: both go in one request.',
    },
    {
      what: 'Board',
      buttons: [{ name: 'reset', label: 'New game', body: {} }],
      look: 'A fresh board on both phones; the chats stay.',
    },
  ];
  const isBusy = (name: SwitchName): boolean => switches[name].busy;
  const buttonView = ({ name, label, on, body }: Button): TemplateResult => {
    const use = (): void => {
      if (!isBusy(name) && connection === 'open') actions.press(name, body);
    };
    const content = html`${on === undefined ? nothing : html`<span class="knob" aria-hidden="true"></span>`}${label}`;
    // Not `disabled`: that would take the focus away from who has just pressed it.
    return on === undefined
      ? html`<button data-switch=${name} aria-disabled=${isBusy(name)} @click=${use}>${content}</button>`
      : html`<button
          class="toggle"
          data-switch=${name}
          role="switch"
          aria-checked=${on}
          aria-disabled=${isBusy(name)}
          @click=${use}
        >
          ${content}
        </button>`;
  };
  return html`<section class="switches" aria-labelledby="switches-title">
    <h2 id="switches-title">Try to break it</h2>
    <ul>
      ${panels.map(
        ({ what, buttons, look }) =>
          html`<li>
            <div class="buttons" role="group" aria-label=${what}>${buttons.map(buttonView)}</div>
            <p>${look}</p>
          </li>`,
      )}
    </ul>
    <p class="refusal" role="alert">${refusal}</p>
  </section>`;
}
