import { createHash } from 'node:crypto';
import { METHODS, type Operation, type Reference } from '../../../openapi/description.ts';
import { escapeHtml } from '../../mail/html.ts';
import type { ManagementDescription } from '../describe-api.ts';
import { operationSection, prose } from './operation-section.ts';
import { membersTable, schemaText } from './schema-text.ts';
import { STYLE } from './style.ts';

/** The page loads nothing, from here or elsewhere, and runs nothing. */
export const DOCS_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
    `img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** An OpenAPI description as one page of HTML that needs nothing else: no script, no other file. */
export function docsPage(description: ManagementDescription): string {
  const { info, tags, components } = description;
  const operations = Object.entries(description.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ method, path, operation }];
    }),
  );
  const resolve = <T>(given: T | Reference): T =>
    isReference(given) ? (follow(description, given.$ref) as T) : given;
  const of = (tag: string) => operations.filter(({ operation }) => operation.tags.includes(tag));
  const groups = tags.map(({ name, description: about }) => {
    const sections = of(name).map(({ method, path, operation }) =>
      operationSection(method, path, operation, resolve),
    );
    return `<h2>${escapeHtml(name)}</h2>\n<p>${prose(about)}</p>\n${sections.join('\n')}`;
  });
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<section id="schema-${escapeHtml(name)}"><h3>${escapeHtml(name)}</h3>\n` +
      `${membersTable(schema) || `<p>${schemaText(schema)}</p>`}</section>`,
  );
  const title = `${escapeHtml(info.title)} ${escapeHtml(info.version)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>${title}</title><style>${STYLE}</style>
</head>
<body>
<nav>
${tags.map(({ name }) => navigation(name, of(name))).join('\n')}
<p><a href="openapi.json">OpenAPI description</a></p>
</nav>
<main>
<h1>${title}</h1>
<p>${prose(info.description)}</p>
${groups.join('\n')}
<h2>Schemas</h2>
${schemas.join('\n')}
</main>
</body>
</html>
`;
}

function navigation(tag: string, operations: readonly { readonly operation: Operation }[]): string {
  const links = operations.map(
    ({ operation: { operationId, summary } }) =>
      `<li><a href="#${escapeHtml(operationId)}">${escapeHtml(summary)}</a></li>`,
  );
  return `<strong>${escapeHtml(tag)}</strong>\n<ul>${links.join('')}</ul>`;
}

function isReference(given: unknown): given is Reference {
  return typeof given === 'object' && given !== null && '$ref' in given;
}

function follow(description: object, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], description);
}
