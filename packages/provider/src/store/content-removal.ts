import type pg from 'pg';
import { removeContents } from './content-chunks.js';
import { transaction } from './database.js';

/**
 * Finds out which contents nobody needs any more, and removes them.
 *
 * Whoever decides locks the rows of the contents first and looks at their uses then: two who let go of a content at the
 * same moment look one after the other, and the second one sees that nobody is left. Nobody comes to use a content that
 * was decided against, because uses refer to `content.usable`.
 */

/** Who stops needing contents: their items are gone, their sender is done with them, or nobody has touched them for long. */
export type Reason =
  { readonly kind: 'items' } | { readonly kind: 'sender' } | { readonly kind: 'stale'; readonly seconds: number };

const CONTENTS_AT_ONCE = 100;

/** While their sender holds them nobody else decides. */
const MAY_DECIDE = {
  items: 'c.touched_at IS NULL',
  sender: 'true',
  stale: 'c.touched_at < now() - make_interval(secs => $2)',
} as const;

const IS_USED = 'EXISTS (SELECT 1 FROM content_use u WHERE u.content_id = c.content_id)';

/** Takes those of the contents out of use that nobody needs, and answers them: they are to be removed. */
export async function takeOutOfUse(pool: pg.Pool, contentIds: readonly string[], reason: Reason): Promise<string[]> {
  const unneeded: string[] = [];
  for (let at = 0; at < contentIds.length; at += CONTENTS_AT_ONCE) {
    unneeded.push(...(await decide(pool, contentIds.slice(at, at + CONTENTS_AT_ONCE), reason)));
  }
  return unneeded;
}

function decide(pool: pg.Pool, contentIds: readonly string[], reason: Reason): Promise<string[]> {
  return transaction(pool, async (client) => {
    await client.query({
      name: 'lock-contents',
      text: 'SELECT 1 FROM content WHERE content_id = ANY ($1::uuid[]) ORDER BY content_id FOR UPDATE',
      values: [contentIds],
    });
    // What was let go of is not in use. To a sender it may look so: then whoever let go looks after this.
    if (reason.kind !== 'sender') {
      await client.query({
        name: 'forget-let-go',
        text: 'DELETE FROM content_use WHERE content_id = ANY ($1::uuid[]) AND holder < 0',
        values: [contentIds],
      });
    }
    // In use: nobody has to look at it until somebody lets go. Else it is taken out of use, and touched so that the
    // sweep finds it if its removal does not come to its end.
    const { rows } = await client.query<{ content_id: string; usable: boolean }>({
      name: `decide-contents-${reason.kind}`,
      text: `UPDATE content c SET usable = ${IS_USED}, touched_at = CASE WHEN ${IS_USED} THEN NULL ELSE now() END
             WHERE c.content_id = ANY ($1::uuid[]) AND c.usable AND ${MAY_DECIDE[reason.kind]}
               AND (c.touched_at IS NOT NULL OR NOT ${IS_USED})
             RETURNING c.content_id, c.usable`,
      values: reason.kind === 'stale' ? [contentIds, reason.seconds] : [contentIds],
    });
    return rows.filter(({ usable }) => !usable).map(({ content_id: contentId }) => contentId);
  });
}

/**
 * Removes what was left behind: contents whose last item went while the process that was to look ended, uploads of
 * processes that are gone, and removals that did not come to their end.
 *
 * @param staleSeconds after this long without a touch an upload is dead
 * @param closed asked now and then whether to stop
 */
export async function sweepContents(pool: pg.Pool, staleSeconds: number, closed: () => boolean): Promise<void> {
  await inSlices(pool, closed, {
    find: `SELECT DISTINCT content_id FROM content_use WHERE holder < 0 LIMIT $1`,
    values: [],
    work: async (ids) => removeContents(pool, await takeOutOfUse(pool, ids, { kind: 'items' }), closed),
  });
  await inSlices(pool, closed, {
    find: `SELECT content_id FROM content WHERE touched_at < now() - make_interval(secs => $2) AND usable LIMIT $1`,
    values: [staleSeconds],
    work: async (ids) =>
      removeContents(pool, await takeOutOfUse(pool, ids, { kind: 'stale', seconds: staleSeconds }), closed),
  });
  await inSlices(pool, closed, {
    find: `SELECT content_id FROM content WHERE touched_at < now() - make_interval(secs => $2) AND NOT usable LIMIT $1`,
    values: [staleSeconds],
    work: (ids) => removeContents(pool, ids, closed),
  });
}

interface Slices {
  readonly find: string;
  readonly values: readonly unknown[];
  readonly work: (contentIds: readonly string[]) => Promise<void>;
}

async function inSlices(pool: pg.Pool, closed: () => boolean, { find, values, work }: Slices): Promise<void> {
  for (;;) {
    if (closed()) return;
    const { rows } = await pool.query<{ content_id: string }>(find, [CONTENTS_AT_ONCE, ...values]);
    if (rows.length > 0) await work(rows.map(({ content_id: contentId }) => contentId));
    if (rows.length < CONTENTS_AT_ONCE) return;
  }
}
