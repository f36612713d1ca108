import type { ExchangeDetail } from '../../../../src/demo/stage-messages.js';

export type DetailTab = 'request' | 'answer' | 'curl';
export const TABS: readonly DetailTab[] = ['request', 'answer', 'curl'];

/** The exchange that is looked into. */
export interface OpenDetail {
  readonly id: number;
  readonly tab: DetailTab;
  /** Undefined while it is being fetched. */
  readonly detail?: ExchangeDetail;
  /** Why it cannot be shown. */
  readonly problem?: string;
}

/** What a tab shows: its text, a remark, or both. */
export interface TabContent {
  readonly text?: string;
  readonly remark?: string;
}

const CUT = 'This is the beginning; the rest was too large to be kept.';

export function contentOf(tab: DetailTab, detail: ExchangeDetail): TabContent {
  switch (tab) {
    case 'request':
      if (detail.requestXml === undefined) return { remark: 'The XML of this request was not kept.' };
      return { text: detail.requestXml, ...(detail.requestXmlCut ? { remark: CUT } : {}) };
    case 'answer':
      if (detail.responseXml === undefined) return { remark: 'There was no answer with an envelope.' };
      return { text: detail.responseXml, ...(detail.responseXmlCut ? { remark: CUT } : {}) };
    case 'curl':
      if (detail.curl === undefined) return { remark: 'The request is too large to be repeated from here.' };
      return {
        text: detail.curl,
        remark:
          'Paste it into a shell on this machine. It authenticates with the game’s own secret, because the digest in the request was good for one use.',
      };
  }
}

/** The neighbour of a tab, around the ends. */
export function nextTab(tab: DetailTab, step: 1 | -1): DetailTab {
  return TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? tab;
}
