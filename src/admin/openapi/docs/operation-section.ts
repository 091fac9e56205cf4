import type { MediaType, Operation, Parameter, Reference, Response } from '../../../openapi/description.ts';
import { escapeHtml } from '../../mail/html.ts';
import { code, membersTable, schemaText } from './schema-text.ts';

/** Finds what a reference of the description leads to. */
export type Resolve = <T>(given: T | Reference) => T;

/** One operation of the page: what it is for, what it takes, what it answers, and how to ask for it with curl. */
export function operationSection(
  method: string,
  path: string,
  operation: Operation,
  resolve: Resolve,
): string {
  const { operationId, summary, description } = operation;
  const permissions = operation['x-postern-operations'] as readonly string[] | undefined;
  const parts = [
    `<section id="${escapeHtml(operationId)}"><h3>${escapeHtml(summary)}</h3>`,
    `<p><code><span class="method">${method}</span> ${escapeHtml(path)}</code></p>`,
    description === undefined ? '' : `<p>${prose(description)}</p>`,
    permissions === undefined
      ? ''
      : `<p class="faint">Management operations: ${permissions.map(code).join(', ')}</p>`,
    parameterTable((operation.parameters ?? []).map((parameter) => resolve<Parameter>(parameter))),
    bodyOf(operation),
    `<pre>${escapeHtml(curl(method, path, operation))}</pre>`,
    `<details><summary>Answers</summary>${answers(operation, resolve)}</details>`,
    '</section>',
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** Text with `code` in it. */
export function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function parameterTable(parameters: readonly Parameter[]): string {
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td>${code(name)}${required === true ? '' : ' <span class="faint">optional</span>'}</td>` +
      `<td>${place}</td><td>${schemaText(schema)}</td><td>${prose(description)}</td></tr>`,
  );
  return rows.length === 0 ? '' : `<table>${rows.join('')}</table>`;
}

function bodyOf({ requestBody }: Operation): string {
  if (requestBody === undefined) return '';
  const parts = Object.entries(requestBody.content).map(
    ([type, { schema }]) => `${code(type)}: ${schemaText(schema)}${membersTable(schema)}`,
  );
  return `<p>Body: ${parts.join(', ')}</p>`;
}

function answers({ responses }: Operation, resolve: Resolve): string {
  const rows = Object.entries(responses).map(([status, given]) => {
    const { description, headers = {}, content = {} } = resolve<Response>(given);
    const bodies = Object.entries(content).map(
      ([type, { schema }]) => `${code(type)}: ${schemaText(schema)}`,
    );
    const names = Object.keys(headers).map(code).join(', ');
    return `<tr><td>${status}</td><td>${prose(description)}<br>${bodies.join('<br>')}</td><td>${names}</td></tr>`;
  });
  const [good] = Object.values(responses);
  const example = good === undefined ? undefined : exampleOf(resolve<Response>(good).content);
  return `<table>${rows.join('')}</table>${example === undefined ? '' : `<pre>${escapeHtml(example)}</pre>`}`;
}

function exampleOf(content: Readonly<Record<string, MediaType>> | undefined): string | undefined {
  const [example] = Object.values(content?.['application/json']?.examples ?? {});
  return example === undefined ? undefined : JSON.stringify(example.value, null, 2);
}

function curl(method: string, path: string, operation: Operation): string {
  const { security = [], requestBody, parameters = [] } = operation;
  const url = (parameters as readonly Partial<Parameter>[])
    .filter((parameter) => parameter.in === 'path')
    .reduce((at, { name, example }) => at.replace(`{${name}}`, encodeURIComponent(String(example))), path);
  const body = exampleOf(requestBody?.content);
  const demanded = (parameters as readonly Partial<Reference>[]).some(({ $ref = '' }) =>
    /\/IfMatch$/.test($ref),
  );
  const raw = requestBody !== undefined && body === undefined;
  return [
    `curl${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} "$POSTERN${url}"`,
    security.some((one) => 'bearer' in one) ? `-H "Authorization: Bearer $TOKEN"` : '',
    security.length > 0 && !security.some((one) => 'bearer' in one) ? '-b cookies.txt' : '',
    security.length > 0 && security.every((one) => 'csrf' in one) ? '-H "X-CSRF-Token: $CSRF"' : '',
    demanded ? `-H 'If-Match: "7"'` : '',
    body === undefined
      ? ''
      : `-H 'Content-Type: application/json' \\\n  -d '${body.replaceAll("'", "'\\''")}'`,
    raw ? `-H 'Content-Type: image/png' --data-binary @picture.png` : '',
  ]
    .filter((part) => part !== '')
    .join(' \\\n  ');
}
