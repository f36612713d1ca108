import { html, nothing, type TemplateResult } from 'lit-html';
import { fieldOf } from './lobby.js';

/** A move in writing. @param play plays it, and answers what is wrong with it if it cannot be played */
export function typedMoveForm(problem: string | undefined, play: (text: string) => string | undefined): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget;
    if (play(fieldOf(event, 'move')) === undefined && form instanceof HTMLFormElement) form.reset();
  };
  return html`
    <form class="typed" @submit=${submit} novalidate>
      <label for="typed-move">Move</label>
      <input
        id="typed-move"
        name="move"
        maxlength="10"
        placeholder="Nf3 or g1f3"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        aria-invalid=${problem === undefined ? 'false' : 'true'}
        aria-describedby="typed-problem"
      />
      <button>Play</button>
      <p class="problem" id="typed-problem" role="alert">${problem ?? nothing}</p>
    </form>
  `;
}
