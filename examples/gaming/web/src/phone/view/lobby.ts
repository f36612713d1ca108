import { html, nothing, type TemplateResult } from 'lit-html';
import { bareAddress } from '../model/address.js';
import type { PhoneState } from '../model/phone-state.js';
import type { Phone } from '../phone.js';

/** What lies over the board while there is no game: the way into the game service, and to an opponent. */
export function lobby(state: PhoneState, phone: Phone): TemplateResult | typeof nothing {
  const { player, asking, notice } = state.table;
  if (state.enrol.step === 'name') return nameForm(state, phone);
  if (state.enrol.step === 'code') return codeForm(state, phone);
  if (player === undefined) return card(html`<p role="status">Connecting to the game …</p>`);
  if (asking === 'opponent') return matchForm(player.challengers, notice, phone, true);
  if (player.game !== null) return nothing;
  if (player.waiting) {
    return card(html`
      <p role="status">
        Waiting for <strong><bdi>${player.waitingFor ?? 'anybody'}</bdi></strong> …
      </p>
      <button @click=${() => void phone.game?.stopWaiting()}>Stop waiting</button>
    `);
  }
  return matchForm(player.challengers, notice, phone, false);
}

const card = (content: TemplateResult): TemplateResult =>
  html`<div class="lobby"><div class="card">${content}</div></div>`;

const problemLine = (id: string, problem: string | undefined): TemplateResult =>
  html`<p class="problem" id=${id} role="alert">${problem ?? nothing}</p>`;

function matchForm(
  challengers: readonly string[],
  problem: string | undefined,
  phone: Phone,
  canLeave: boolean,
): TemplateResult {
  const ask = (event: SubmitEvent): void => {
    event.preventDefault();
    const name = fieldOf(event, 'opponent').trim();
    if (name !== '') void phone.game?.match(name);
  };
  return card(html`
    <h2>Play a game</h2>
    ${challengers.map(
      (name) => html`
        <div class="challenge">
          <span><bdi>${name}</bdi> wants to play.</span>
          <span class="field-row">
            <button class="primary" @click=${() => void phone.game?.match(name)}>Accept</button>
            <button @click=${() => void phone.game?.decline(name)}>Decline</button>
          </span>
        </div>
      `,
    )}
    <button class=${challengers.length === 0 ? 'primary' : ''} @click=${() => void phone.game?.match()}>
      Play anybody
    </button>
    <form class="inline-form" @submit=${ask}>
      <label for="opponent">or a player by name</label>
      <div class="field-row">
        <input
          id="opponent"
          name="opponent"
          maxlength="64"
          required
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          aria-describedby="match-problem"
        />
        <button>Ask</button>
      </div>
    </form>
    ${problemLine('match-problem', problem)}
    ${
      canLeave
        ? html`<button @click=${() => phone.store.table({ type: 'asking', asking: 'nothing' })}>
            Back to the board
          </button>`
        : nothing
    }
  `);
}

function nameForm({ enrol, address }: PhoneState, phone: Phone): TemplateResult {
  const register = (event: SubmitEvent): void => {
    event.preventDefault();
    void phone.enrolment.register(fieldOf(event, 'username'));
  };
  return card(html`
    <form class="inline-form" @submit=${register} novalidate>
      <h2>Join the chess service</h2>
      <label for="username">Your name in the game</label>
      <div class="field-row">
        <input
          id="username"
          name="username"
          maxlength="64"
          autocomplete="nickname"
          autocapitalize="off"
          spellcheck="false"
          aria-invalid=${enrol.problem === undefined ? 'false' : 'true'}
          aria-describedby="enrol-problem"
        />
        <button class="primary" aria-disabled=${enrol.busy ? 'true' : 'false'}>Join</button>
      </div>
      ${problemLine('enrol-problem', enrol.problem)}
      <p class="hint">Others see this name only, never ${bareAddress(address ?? 'your address')}.</p>
      <button
        type="button"
        aria-disabled=${enrol.busy ? 'true' : 'false'}
        @click=${() => void phone.enrolment.askForCode()}
      >
        I have a name already
      </button>
    </form>
  `);
}

function codeForm({ enrol, address }: PhoneState, phone: Phone): TemplateResult {
  const confirm = (event: SubmitEvent): void => {
    event.preventDefault();
    void phone.enrolment.confirmCode(fieldOf(event, 'code'));
  };
  return card(html`
    <form class="inline-form" @submit=${confirm} novalidate>
      <h2>Sign in to the game</h2>
      <p class="hint">
        The game has sent a code to ${bareAddress(address ?? 'you')}. It arrives in the messages below.
      </p>
      <label for="code">Code</label>
      <div class="field-row">
        <input
          id="code"
          name="code"
          maxlength="40"
          autocomplete="one-time-code"
          autocapitalize="off"
          spellcheck="false"
          aria-invalid=${enrol.problem === undefined ? 'false' : 'true'}
          aria-describedby="enrol-problem"
        />
        <button class="primary" aria-disabled=${enrol.busy ? 'true' : 'false'}>Sign in</button>
      </div>
      ${problemLine('enrol-problem', enrol.problem)}
      <div class="field-row">
        <button
          type="button"
          aria-disabled=${enrol.busy ? 'true' : 'false'}
          @click=${() => void phone.enrolment.askForCode()}
        >
          Send another code
        </button>
        <button type="button" aria-disabled=${enrol.busy ? 'true' : 'false'} @click=${phone.enrolment.chooseName}>
          Back
        </button>
      </div>
    </form>
  `);
}

/** The text in a field of the form that was submitted. */
export function fieldOf(event: SubmitEvent, name: string): string {
  const value = event.currentTarget instanceof HTMLFormElement ? new FormData(event.currentTarget).get(name) : null;
  return typeof value === 'string' ? value : '';
}
