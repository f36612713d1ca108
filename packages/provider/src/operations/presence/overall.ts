/** One status for many results: 200 all, 201 some, 900 none. */
export function overall(results: readonly { readonly code: number }[]): { code: number; reason: string } {
  const good = results.filter(({ code }) => code === 200).length;
  if (good === results.length) return { code: 200, reason: 'Done.' };
  const failed = results.length - good;
  const reason = `${String(failed)} of ${String(results.length)} could not be done; each result says why.`;
  return { code: good > 0 ? 201 : 900, reason };
}
