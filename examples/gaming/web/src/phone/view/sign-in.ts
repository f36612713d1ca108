import { html, nothing, type TemplateResult } from 'lit-html';
import type { PhoneState } from '../model/phone-state.js';
import type { Phone } from '../phone.js';
import { fieldOf } from './lobby.js';

/** The door of a phone that belongs to nobody yet. */
export function signInView({ signIn, providers }: PhoneState, phone: Phone): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void phone.signIn(fieldOf(event, 'userId'), fieldOf(event, 'password'));
  };
  const { field, problem, busy } = signIn;
  const problemOf = (of: typeof field): TemplateResult =>
    html`<p class="problem" id="${of ?? ''}-problem" role="alert">${field === of ? problem : nothing}</p>`;
  return html`
    <main class="sign-in">
      <h1>Chess by instant message</h1>
      <p class="hint">Sign in with your account at ${providers.map(({ name }) => name).join(' or ')}.</p>
      <form @submit=${submit} novalidate>
        <label for="userId">IM user id</label>
        <input
          id="userId"
          name="userId"
          placeholder="alice@${providers[0]?.domain ?? 'b1.example'}"
          autocomplete="username"
          autocapitalize="off"
          spellcheck="false"
          aria-invalid=${field === 'userId' ? 'true' : 'false'}
          aria-describedby="userId-problem"
        />
        ${problemOf('userId')}
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          aria-invalid=${field === 'password' ? 'true' : 'false'}
          aria-describedby="password-problem"
        />
        ${problemOf('password')}
        <button class="primary" ?disabled=${busy}>${busy ? 'Signing in …' : 'Sign in'}</button>
      </form>
    </main>
  `;
}
