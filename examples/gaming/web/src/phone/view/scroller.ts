/** So near to an end counts as being there, in pixels. */
const NEAR = 40;

/** Keeps a list of messages where its reader is: at the newest, or at what he or she scrolled to. */
export class Scroller {
  #element: HTMLElement | undefined;
  #follows = true;
  #firstKey: string | undefined;
  #height = 0;
  /** What is in sight changes with the room for it, too: the keyboard of a phone, a line that appears below. */
  readonly #resized = new ResizeObserver(() => this.#keepEnd());

  /** Whether the newest message is in sight. */
  get follows(): boolean {
    return this.#follows;
  }

  follow(): void {
    this.#follows = true;
  }

  /** What is read stays where it is, whatever grows below it. */
  stay(): void {
    this.#follows = false;
  }

  /** @returns whether the beginning of the list is in sight */
  scrolled(element: HTMLElement): boolean {
    this.#follows = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    return element.scrollTop < NEAR;
  }

  /** After each drawing. @param firstKey names the first message; it changes when older ones were put before it */
  drawn(element: HTMLElement | null, firstKey: string | undefined): void {
    if (element === null) return;
    if (element !== this.#element) {
      this.#resized.disconnect();
      this.#resized.observe(element);
      this.#element = element;
      this.#follows = true;
    }
    const grown = element.scrollHeight - this.#height;
    if (this.#follows) this.#keepEnd();
    else if (firstKey !== this.#firstKey && grown > 0) element.scrollTop += grown;
    this.#firstKey = firstKey;
    this.#height = element.scrollHeight;
  }

  #keepEnd(): void {
    if (this.#follows && this.#element !== undefined) this.#element.scrollTop = this.#element.scrollHeight;
  }
}
