import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { qrOf } from '../model/qr.js';

/** Links and codes to open a phone on a real one. */
export function networkView(network: readonly string[]): TemplateResult {
  return html`<section class="network" aria-labelledby="network-title">
    <h2 id="network-title">On a real phone</h2>
    ${
      network.length === 0
        ? html`<p>
            This machine is in no network at the moment, or the demonstration is kept to it. Each phone has its own page
            too:
            <a href="/phone/u1" target="_blank">u1</a>, <a href="/phone/u2" target="_blank">u2</a>.
          </p>`
        : html`<p>
              Scan a code with a phone in the same network. It becomes U1 or U2, and the phone on this page shows the
              same.
            </p>
            <ul>
              ${network.flatMap((base) =>
                [
                  { path: '/phone/u1', name: 'U1’s phone' },
                  { path: '/phone/u2', name: 'U2’s phone' },
                ].map(({ path, name }) => codeView(`${base}${path}`, name)),
              )}
            </ul>`
    }
    <p>Another player, with an account of B1 or B2: <a href="/phone" target="_blank">a phone of one’s own</a>.</p>
    ${network.length > 1 ? html`<p class="soft">One code for each network that this machine is in.</p>` : nothing}
  </section>`;
}

function codeView(url: string, name: string): TemplateResult {
  const { size, path } = qrOf(url);
  return html`<li>
    <svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="Code that leads to ${url}">
      <rect width=${size} height=${size} fill="#fff" />
      ${svg`<path d=${path} fill="#000" shape-rendering="crispEdges" />`}
    </svg>
    <span>${name}<br /><a href=${url} target="_blank">${url.replace(/^https?:\/\//, '')}</a></span>
  </li>`;
}
