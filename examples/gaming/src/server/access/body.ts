import { Ajv, type ValidateFunction } from 'ajv';
import { Refusal } from '../errors.js';

const ajv = new Ajv({ strict: true });

const schema = <Body>(required: readonly string[], properties: Readonly<Record<string, object>>) =>
  ajv.compile<Body>({ type: 'object', additionalProperties: false, required, properties });

const IM_ADDRESS = { type: 'string', minLength: 1, maxLength: 1024 } as const;

/** What calls carry, as JSON. */
export const bodies = {
  register: schema<{ readonly username: string; readonly imAddress: string }>(['username', 'imAddress'], {
    username: { type: 'string', minLength: 1, maxLength: 64 },
    imAddress: IM_ADDRESS,
  }),
  match: schema<{ readonly opponent?: string }>([], { opponent: { type: 'string', minLength: 1, maxLength: 64 } }),
  move: schema<{ readonly move: string }>(['move'], { move: { type: 'string', minLength: 2, maxLength: 10 } }),
  signIn: schema<{ readonly imAddress: string }>(['imAddress'], { imAddress: IM_ADDRESS }),
  confirm: schema<{ readonly imAddress: string; readonly code: string }>(['imAddress', 'code'], {
    imAddress: IM_ADDRESS,
    code: { type: 'string', minLength: 1, maxLength: 20 },
  }),
  nothing: schema<Readonly<Record<string, never>>>([], {}),
} as const;

/** The body if it is what the schema says; an absent one counts as `{}`. @throws Refusal BAD_REQUEST */
export function checked<Body>(isBody: ValidateFunction<Body>, body: unknown): Body {
  const value = body ?? {};
  if (isBody(value)) return value;
  const [problem] = isBody.errors ?? [];
  const where = problem?.instancePath.slice(1) ?? '';
  const extra: unknown = problem?.params['additionalProperty'];
  throw new Refusal(
    'BAD_REQUEST',
    typeof extra === 'string'
      ? `The field ${extra.slice(0, 40)} is not known here.`
      : `${where === '' ? 'The request' : `The field ${where}`} ${problem?.message ?? 'cannot be used'}.`,
  );
}
