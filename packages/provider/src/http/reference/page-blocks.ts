import { html, type Html } from './html.js';

/** Wide tables scroll by themselves, by keyboard too. */
export function table(caption: string, heads: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="wide" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => html`${row} `)}
      </tbody>
    </table>
  </div>`;
}

/** Something to copy, in a block that scrolls by keyboard too. @param id of the block, by which it can be linked to */
export function code(label: string, text: string, id: string): Html {
  return html`<figure class="code">
    <figcaption id="${id}-label">${label}</figcaption>
    <pre id="${id}" role="region" aria-labelledby="${id}-label" tabindex="0"><code>${text}</code></pre>
  </figure>`;
}
