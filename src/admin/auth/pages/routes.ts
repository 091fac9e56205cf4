import type { AdminApp } from '../../admin-app.ts';
import type { Language } from '../../mail/language.ts';
import { LINK_PAGE_HEADERS, linkPage } from './link-page.ts';
import { pageWords } from './words.ts';

const TARGETS = {
  'accept-invitation': '/admin/v1/invitations/accept',
  'reset-password': '/admin/v1/password-resets/complete',
} as const;

/** The pages that links in mails lead to, for as long as no console of the deployment's own takes their place. */
export function linkPageRoutes(app: AdminApp): void {
  for (const page of ['accept-invitation', 'reset-password'] as const) {
    app.get(`/${page}`, async (request, reply) => {
      const language = languageFor(request.headers['accept-language']);
      return reply
        .headers(LINK_PAGE_HEADERS)
        .serializer((html: string) => html)
        .send(linkPage(language, pageWords[page][language], TARGETS[page]));
    });
  }
}

/** German where a browser names it before English. */
function languageFor(header: string | undefined): Language {
  return /^(?:(?!\ben\b).)*\bde\b/i.test(header ?? '') ? 'de' : 'en';
}
