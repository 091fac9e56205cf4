import type { Schema } from '../../../openapi/description.ts';
import { escapeHtml } from '../../mail/html.ts';

/** A schema in a few words of HTML: `string, 1 to 200 characters`; named ones as links to where they are shown. */
export function schemaText(schema: unknown): string {
  const given = schema as Schema;
  if (typeof given.$ref === 'string') return link(given.$ref);
  if (Array.isArray(given.anyOf)) return given.anyOf.map(schemaText).join(' or ');
  if (Array.isArray(given.enum)) return given.enum.map((value) => code(JSON.stringify(value))).join(', ');
  if ('const' in given) return code(JSON.stringify(given.const));
  if (given.type === 'array') return `array of ${schemaText(given.items ?? {})}${bounds(given)}`;
  const type = typeof given.type === 'string' ? given.type : 'anything';
  const format = typeof given.format === 'string' ? ` (${escapeHtml(given.format)})` : '';
  return `${type}${format}${bounds(given)}`;
}

function bounds({ minimum, maximum, minLength, maxLength, minItems, maxItems }: Schema): string {
  if (minLength !== undefined || maxLength !== undefined)
    return `, ${range(minLength, maxLength)} characters`;
  if (minItems !== undefined || maxItems !== undefined) return `, ${range(minItems, maxItems)} items`;
  return minimum !== undefined || maximum !== undefined ? `, ${range(minimum, maximum)}` : '';
}

function range(least: unknown, most: unknown): string {
  if (most === undefined) return `at least ${least}`;
  return least === undefined ? `up to ${most}` : `${least} to ${most}`;
}

/** The members of an object as a table; nothing for other schemas. */
export function membersTable(schema: unknown): string {
  const { properties, required } = schema as { properties?: Record<string, Schema>; required?: string[] };
  if (properties === undefined) return '';
  const rows = Object.entries(properties).map(([name, member]) => {
    const needed = required?.includes(name) === true ? '' : ' <span class="faint">optional</span>';
    const about = typeof member.description === 'string' ? escapeHtml(member.description) : '';
    return `<tr><td>${code(name)}${needed}</td><td>${schemaText(member)}</td><td>${about}</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

export function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

function link(reference: string): string {
  const name = reference.split('/').at(-1) ?? '';
  return `<a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a>`;
}
