import type { EntryView, ExchangeView, NoteView } from './stage-messages.js';

/** The XML of an exchange, as far as it was kept. */
export interface KeptXml {
  readonly requestXml?: string;
  readonly responseXml?: string;
  readonly requestXmlCut: boolean;
  readonly responseXmlCut: boolean;
}

const NO_XML: KeptXml = { requestXmlCut: false, responseXmlCut: false };
const MOST_ENTRIES = 500;
const MOST_XML_BYTES = 32 * 1024 * 1024;

interface Kept {
  readonly entry: EntryView;
  xml: KeptXml;
}

/** What happened last, bounded in number and in memory: the oldest is forgotten first. */
export class StageLog {
  readonly #kept = new Map<number, Kept>();
  readonly #mostEntries: number;
  readonly #mostXmlBytes: number;
  #xmlBytes = 0;

  constructor(mostEntries = MOST_ENTRIES, mostXmlBytes = MOST_XML_BYTES) {
    this.#mostEntries = mostEntries;
    this.#mostXmlBytes = mostXmlBytes;
  }

  addExchange(entry: ExchangeView, xml: KeptXml): void {
    this.#add({ entry, xml });
  }

  addNote(entry: NoteView): void {
    this.#add({ entry, xml: NO_XML });
  }

  /** The last `count` entries, oldest first. */
  last(count: number): readonly EntryView[] {
    return [...this.#kept.values()].slice(-count).map(({ entry }) => entry);
  }

  /** Undefined when there is no such exchange any more. */
  exchange(id: number): { readonly entry: ExchangeView; readonly xml: KeptXml } | undefined {
    const kept = this.#kept.get(id);
    return kept?.entry.kind === 'exchange' ? { entry: kept.entry, xml: kept.xml } : undefined;
  }

  #add(kept: Kept): void {
    this.#kept.set(kept.entry.id, kept);
    this.#xmlBytes += bytesOf(kept.xml);
    for (const [id, oldest] of this.#kept) {
      if (this.#kept.size <= this.#mostEntries && this.#xmlBytes <= this.#mostXmlBytes) return;
      this.#kept.delete(id);
      this.#xmlBytes -= bytesOf(oldest.xml);
    }
  }
}

/** Strings take two bytes a character at most. */
const bytesOf = ({ requestXml, responseXml }: KeptXml): number =>
  2 * ((requestXml?.length ?? 0) + (responseXml?.length ?? 0));
