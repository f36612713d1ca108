/** Says things to screen readers, politely, one after the other. */
export class Announcer {
  /** To be placed in the page, once. */
  readonly element = document.createElement('div');

  constructor() {
    this.element.className = 'visually-hidden';
    this.element.setAttribute('aria-live', 'polite');
    this.element.setAttribute('data-testid', 'announcements');
  }

  say(text: string): void {
    const line = document.createElement('p');
    line.textContent = text;
    this.element.append(line);
    // A few stay, so that what comes quickly one after the other is not swallowed.
    while (this.element.childElementCount > 4) this.element.firstElementChild?.remove();
  }
}
