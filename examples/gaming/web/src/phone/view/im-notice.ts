import { html, nothing, type TemplateResult } from 'lit-html';
import { bareAddress } from '../model/address.js';
import type { PhoneState } from '../model/phone-state.js';
import type { Phone } from '../phone.js';

/** What stands between the user and his or her messages, and what to do about it. */
export function imNotice(state: PhoneState, phone: Phone): TemplateResult {
  return html`<div class="im-notice" role="status">${noticeIn(state, phone)}</div>`;
}

function noticeIn(state: PhoneState, phone: Phone): TemplateResult | typeof nothing {
  const { im, provider, address = '', isSample } = state;
  const name = provider?.name ?? 'The provider';
  switch (im.kind) {
    case 'down':
      return html`<p class="late">No connection to ${name} – messages are sent as soon as it is back.</p>`;
    case 'signed-out':
      return html`
        <p>${im.problem ?? `You are signed out of ${name}.`}</p>
        ${
          isSample
            ? html`<button @click=${phone.takeOver}>Try again</button>`
            : html`<button @click=${() => phone.signInAnew()}>Sign in</button>`
        }
      `;
    case 'somebody-else':
      return html`
        <p>This browser is now signed in to ${name} as <bdi>${bareAddress(im.address)}</bdi>, in another tab.</p>
        <button @click=${isSample ? phone.takeOver : () => phone.signInAnew()}>
          Sign in as ${bareAddress(address)} again
        </button>
      `;
    case 'starting':
    case 'up':
      return nothing;
  }
}
