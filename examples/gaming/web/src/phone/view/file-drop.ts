/** Files that are dragged over the page or pasted into it. */

const bringsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true;

const filesOf = (data: DataTransfer | null): readonly File[] => [...(data?.files ?? [])];

/** What is pasted as files; text that comes with a picture of itself, as from a word processor, is text. */
export function pastedFiles({ clipboardData }: ClipboardEvent): readonly File[] {
  return clipboardData?.types.includes('text/plain') === true ? [] : filesOf(clipboardData);
}

/** A place that files are dropped on. */
export class DropTarget {
  readonly #redraw: () => void;
  #isAimedAt = false;

  constructor(redraw: () => void) {
    this.#redraw = redraw;
  }

  /** Files are held over it. */
  get isAimedAt(): boolean {
    return this.#isAimedAt;
  }

  /** @param take undefined while nothing is taken here */
  over(event: DragEvent, take: unknown): void {
    if (take === undefined || !bringsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    this.#aim(true);
  }

  left({ currentTarget, relatedTarget }: DragEvent): void {
    const isInside = relatedTarget instanceof Node && (currentTarget as HTMLElement).contains(relatedTarget);
    if (!isInside) this.#aim(false);
  }

  dropped(event: DragEvent, take: ((files: readonly File[]) => void) | undefined): void {
    this.#aim(false);
    if (take === undefined || !bringsFiles(event)) return;
    event.preventDefault();
    take(filesOf(event.dataTransfer));
  }

  #aim(isAimedAt: boolean): void {
    if (this.#isAimedAt === isAimedAt) return;
    this.#isAimedAt = isAimedAt;
    this.#redraw();
  }
}

/** A file that misses its target must not take the place of the page, as browsers would have it. */
export function keepPageFromDrops(): void {
  for (const kind of ['dragover', 'drop'] as const) {
    document.addEventListener(kind, (event) => {
      if (event.defaultPrevented || !bringsFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
    });
  }
}
