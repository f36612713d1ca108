import { errors, type ErrorDefinition } from '@imps-wsi/contract/errors';
import { html, type Html } from './html.js';
import { table } from './page-blocks.js';

/** The registry of errors; each has its name as id, to which faults refer. */
export function faultSection(): Html {
  const all = Object.entries<ErrorDefinition>(errors);
  const rows = (as: ErrorDefinition['as'], how: (error: ErrorDefinition) => string): readonly Html[] =>
    all
      .filter(([, error]) => error.as === as)
      .map(
        ([name, error]) =>
          html`<tr id="${name}">
            <th scope="row"><code>${name}</code></th>
            <td>${error.code}</td>
            <td>${how(error)}</td>
            <td>${error.retryable ? 'yes' : 'no'}</td>
            <td>${error.text}</td>
          </tr>`,
      );
  const heads = (how: string): readonly string[] => ['Name', 'Code', how, 'Again later?', 'What to do'];
  return html`<section id="faults" aria-labelledby="faults-title">
    <h2 id="faults-title">Faults and codes</h2>
    <p>
      A fault is about a request as a whole: its detail is a ServiceFault that says what was expected where (path,
      expected), and in documentation where on this page that is described. What is about one recipient or one item is a
      result in the answer.
    </p>
    ${table(
      'Faults',
      heads('Fault code'),
      rows('fault', ({ fault = '' }) => fault),
    )}
    ${table(
      'Codes of results',
      heads('In'),
      rows('result', () => 'a result'),
    )}
    ${table(
      'Refusals without an envelope',
      heads('HTTP status'),
      rows('http', ({ http }) => String(http)),
    )}
  </section>`;
}
