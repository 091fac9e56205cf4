import { createHash } from 'node:crypto';
import { escapeHtml } from '../../mail/html.ts';
import type { Language } from '../../mail/language.ts';

/** The words of a page on which a password is chosen. */
export interface PageWords {
  readonly title: string;
  readonly password: string;
  readonly repeated: string;
  readonly button: string;
  readonly done: string;
  readonly unequal: string;
}

/**
 * Takes the token from behind the `#`, which no server sees, forgets it from the address, and sends it with the chosen
 * password once the button is pressed: looking at the page uses nothing up.
 */
const SCRIPT = `
const form = document.forms[0];
const said = document.querySelector('output');
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
history.replaceState(null, '', location.pathname);
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const password = form.elements.password.value;
  if (password !== form.elements.repeated.value) { said.value = form.dataset.unequal; return; }
  const answer = await fetch(form.dataset.to, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, password }),
  });
  if (answer.ok) { form.hidden = true; said.value = form.dataset.done; return; }
  said.value = (await answer.json()).detail;
});
`;

export const LINK_PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; ` +
    `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** A page on which a link is used up; `to` is the route that takes the token and the password. */
export function linkPage(language: Language, words: PageWords, to: string): string {
  const word = (name: keyof PageWords) => escapeHtml(words[name]);
  const field = (name: 'password' | 'repeated') =>
    `<p><label>${word(name)}<br><input type="password" name="${name}" autocomplete="new-password" required></label></p>`;
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${word('title')}</title></head>
<body>
<h1>${word('title')}</h1>
<form data-to="${escapeHtml(to)}" data-done="${word('done')}" data-unequal="${word('unequal')}">
${field('password')}
${field('repeated')}
<p><button>${word('button')}</button></p>
</form>
<p><output></output></p>
<script>${SCRIPT}</script>
</body>
</html>
`;
}
