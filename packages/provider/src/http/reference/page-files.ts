/** What the page of the service needs beside it, so that its policy can forbid everything inline. */

export const STYLE = `:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #14171a);
  --raised: light-dark(#f3f5f7, #1e2328);
  --ink: light-dark(#1a1f24, #e6e9ec);
  --faint: light-dark(#4d5863, #a6b1bb);
  --line: light-dark(#d4dae0, #39424a);
  --link: light-dark(#0a55a8, #7db8f5);
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0 auto;
  max-width: 72rem;
  padding: 1rem;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif;
}
a { color: var(--link); }
a:focus-visible, [tabindex]:focus-visible, button:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; background: var(--ground); padding: 0.5rem; }
.kind { color: var(--faint); margin: 0; }
h1 { margin: 0 0 0.5rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 0.5rem; padding-top: 0.5rem; border-top: 1px solid var(--line); }
h3 { margin: 2rem 0 0.5rem; }
h4 { margin: 1.25rem 0 0.25rem; }
p { max-width: 48rem; overflow-wrap: anywhere; }
nav > ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; padding: 0.75rem 1rem; margin: 1rem 0; background: var(--raised);
  border-radius: 0.5rem; list-style: none; }
nav ul ul { padding-left: 1rem; }
code { font: 0.9em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: 0.5rem 0 1.25rem; }
table { border-collapse: collapse; width: 100%; min-width: 32rem; }
caption { text-align: left; color: var(--faint); padding-bottom: 0.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-top: 1px solid var(--line); }
thead th { border-top: 0; }
td code, th code { overflow-wrap: normal; }
:target > th, tr:target td { background: var(--raised); }
figure.code { margin: 0.75rem 0; position: relative; }
figcaption { color: var(--faint); padding-right: 5rem; }
pre { margin: 0.25rem 0; padding: 0.75rem; overflow-x: auto; background: var(--raised); border-radius: 0.5rem; }
pre code { overflow-wrap: normal; }
.copy { position: absolute; right: 0; top: 0; font: inherit; font-size: 0.85rem; padding: 0 0.6rem; border: 1px solid var(--line);
  border-radius: 0.4rem; background: var(--ground); color: var(--ink); cursor: pointer; }
@media (max-width: 40rem) { table { min-width: 26rem; font-size: 0.9rem; } }
@media print { nav, .copy, .skip { display: none; } pre { white-space: pre-wrap; } }
`;

/** Copying is a convenience: without a script, or without a clipboard, there is just no button. */
export const SCRIPT = `'use strict';
if (navigator.clipboard) {
  for (const figure of document.querySelectorAll('figure.code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-describedby', figure.querySelector('figcaption').id);
    button.addEventListener('click', () => {
      navigator.clipboard.writeText(figure.querySelector('code').textContent).then(
        () => { button.textContent = 'Copied'; },
        () => { button.textContent = 'Not copied'; },
      );
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
    figure.append(button);
  }
}
`;
