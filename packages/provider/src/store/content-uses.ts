import type pg from 'pg';
import { contentIdsOf } from '../domain/content.js';
import { MultiRowStatement } from './multi-row.js';

/** Who needs which content: changed in the transactions of the items that need it. */

/** What `content_use.holder` says; never renumbered. Negative: the item is gone. */
export const HOLDER = { inbox: 1, log: 2 } as const;

export interface ContentUse {
  readonly contentId: string;
  readonly itemId: string;
}

const insertUse = new MultiRowStatement(
  'insert-content-use',
  ['::uuid', '::bigint', '::smallint', '::bigint'],
  (values) => `INSERT INTO content_use (content_id, owner_id, holder, item_id) VALUES ${values}`,
);

/** @throws a foreign key violation when a content is about to be removed: then whoever sends it holds it no longer */
export async function insertUses(
  client: pg.PoolClient,
  holder: number,
  uses: readonly (ContentUse & { readonly ownerId: string })[],
): Promise<void> {
  await insertUse.run(
    client,
    uses.flatMap(({ contentId, ownerId, itemId }) => [contentId, ownerId, holder, itemId]),
  );
}

/** The uses of items by their descriptions; null for those that need no content. */
export const usesOf = (items: readonly { readonly item_id: string; readonly parts: string | null }[]): ContentUse[] =>
  items.flatMap(({ item_id: itemId, parts }) =>
    parts === null ? [] : contentIdsOf(parts).map((contentId) => ({ contentId, itemId })),
  );

/** The items are gone. Whether anybody needs the contents any more is looked at when this is committed. */
export async function letGo(
  client: pg.PoolClient,
  ownerId: string,
  holder: number,
  uses: readonly ContentUse[],
): Promise<void> {
  if (uses.length === 0) return;
  await client.query({
    name: 'let-go-of-content',
    text: `UPDATE content_use SET holder = -holder WHERE owner_id = $1 AND holder = $2
             AND (content_id, item_id) IN (SELECT * FROM unnest ($3::uuid[], $4::bigint[]))`,
    values: [ownerId, holder, uses.map(({ contentId }) => contentId), uses.map(({ itemId }) => itemId)],
  });
}

/** An inbox item's contents are an entry's of the same owner's log from now on. */
export async function moveToLog(
  client: pg.PoolClient,
  ownerId: string,
  uses: readonly ContentUse[],
  entryOf: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { contentId, itemId } of uses) {
    await client.query({
      name: 'move-content-use',
      text: `UPDATE content_use SET holder = $4, item_id = $5
             WHERE content_id = $1 AND owner_id = $2 AND holder = $3 AND item_id = $6`,
      values: [contentId, ownerId, HOLDER.inbox, HOLDER.log, entryOf.get(itemId), itemId],
    });
  }
}
