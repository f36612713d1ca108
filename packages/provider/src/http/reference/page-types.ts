import type {
  ComplexTypeModel,
  ContractModel,
  FieldModel,
  MessageModel,
  SimpleTypeModel,
  TypeModel,
} from './contract-model.js';
import { html, type Html } from './html.js';
import { table } from './page-blocks.js';

/** What stands in the Body. */
export function message({ documentation, type }: MessageModel, model: ContractModel): Html {
  return html`<p>${documentation} ${type.documentation}</p>
    ${type.fields.length === 0 ? undefined : fieldTable(type, model)}`;
}

function fieldTable(type: ComplexTypeModel, model: ContractModel): Html {
  return table(
    `Elements of ${type.name}, in this order`,
    ['Element', 'Type', 'How often', 'Meaning'],
    type.fields.map(
      (field) =>
        html`<tr>
          <th scope="row"><code>${field.name}</code></th>
          <td>${typeLink(field.type, model)}</td>
          <td>${occurs(field)}</td>
          <td>${field.documentation}</td>
        </tr>`,
    ),
  );
}

function occurs({ min, max }: FieldModel): string {
  if (max === 1) return min === 0 ? 'optional' : 'once';
  return max === Infinity ? `${min} or more` : `${min} to ${max}`;
}

/** To where a type of the contract is described; one of XML Schema is only named. */
export function typeLink(name: string, { types }: ContractModel): Html {
  return types.some((type) => type.name === name)
    ? html`<a href="#type-${name}">${name}</a>`
    : html`<code>${name}</code>`;
}

/** A type, under an id of its own. */
export function typeSection(type: TypeModel, model: ContractModel): Html {
  return html`<section id="type-${type.name}" aria-labelledby="type-${type.name}-title">
    <h3 id="type-${type.name}-title">${type.name}</h3>
    <p>${type.documentation}</p>
    ${type.kind === 'complex' ? fieldTable(type, model) : simpleType(type)}
  </section>`;
}

function simpleType({ name, base, bounds, words }: SimpleTypeModel): Html {
  if (words.length > 0) {
    return table(
      `Words of ${name}`,
      ['Word', 'Meaning'],
      words.map(
        ({ value, documentation }) =>
          html`<tr>
            <th scope="row"><code>${value}</code></th>
            <td>${documentation}</td>
          </tr>`,
      ),
    );
  }
  return html`<p><code>${base}</code>${bounds === '' ? '' : `, ${bounds}`}</p>`;
}
