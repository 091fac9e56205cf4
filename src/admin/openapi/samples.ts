import type { Schema } from '../../openapi/description.ts';

/** Values that members of these names have in examples. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  organization: 'north',
  organizations: 'north',
  team: 'north-operations',
  teams: 'north-operations',
  group: 'north',
  role: 'manager',
  employee: 'e-17',
  invited_by: 'ben',
  actor: 'ben',
  created_by: 'ben',
  code: 'NORTH',
  description: '',
  resource_type: 'cluster',
  type: 'cluster',
  resources: 'cluster-1',
  next_cursor: null,
  source_address: '192.0.2.7',
  user_agent: 'Mozilla/5.0',
  revoked_at: null,
  before: null,
  after: { name: 'North' },
};

/** An example of a schema: its own where it has one, else one made from its parts. `name` is the member it stands for. */
export function sampleOf(schema: unknown, name = ''): unknown {
  const given = schema as Schema & {
    readonly properties?: Record<string, unknown>;
    readonly items?: unknown;
    readonly anyOf?: readonly unknown[];
    readonly examples?: readonly unknown[];
    readonly enum?: readonly unknown[];
  };
  if (given.type === 'array') return given.items === undefined ? [] : [sampleOf(given.items, name)];
  if (given.properties !== undefined) return sampleOfObject(given.properties);
  if (given.enum !== undefined) return given.enum[0];
  if ('const' in given) return given.const;
  if (given.anyOf !== undefined) return BY_NAME[name] === null ? null : sampleOf(given.anyOf[0], name);
  if (BY_NAME[name] !== undefined && typeof BY_NAME[name] === (given.type ?? 'object')) return BY_NAME[name];
  if (given.examples?.[0] !== undefined) return given.examples[0];
  switch (given.type) {
    case 'integer':
    case 'number':
      return typeof given.minimum === 'number' ? Math.max(given.minimum, 1) : 1;
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'object':
      return {};
    case undefined:
      return null;
    default:
      return name.replaceAll('_', ' ');
  }
}

function sampleOfObject(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, sampleOf(part, name)]));
}
