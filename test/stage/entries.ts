import type { ExchangeView, NoteView } from '../../examples/gaming/dist/demo/stage-messages.js';

let lastId = 0;

/** An exchange as the stage is told of it: by default a poll of B1 that brought nothing. */
export function exchange(changes: Partial<ExchangeView> = {}): ExchangeView {
  lastId += 1;
  return {
    kind: 'exchange',
    id: lastId,
    at: Date.UTC(2026, 0, 1, 12),
    provider: 'b1',
    operation: 'GetMessages',
    counts: { items: 0 },
    status: 200,
    milliseconds: 20_000,
    attempt: 1,
    ...changes,
  };
}

export function note(text: string, tone: NoteView['tone'] = 'plain'): NoteView {
  lastId += 1;
  return { kind: 'note', id: lastId, at: Date.UTC(2026, 0, 1, 12), text, tone };
}
