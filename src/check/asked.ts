import type { Asked } from './questions.ts';
import { members, type PlainData } from './subject-classes.ts';

/** What is asked of a policy: the actions and types of resources that are named, else those that its data knows. */
export function askedOf(
  data: PlainData,
  actions: readonly string[],
  types: readonly string[],
  constants: readonly string[],
): Asked[] {
  const known = actions.length === 0 ? permissionsOf(data) : [];
  if (known.length > 0) return known;
  const named = actions.length > 0 ? actions : ['any', ...constants];
  return named.flatMap((action) =>
    (types.length > 0 ? types : ['resource']).map((type) => ({ action, type })),
  );
}

/** Each permission with each of its types, with one that is not, and an action that is no permission. */
function permissionsOf(data: PlainData): Asked[] {
  const pairs = Object.entries(members(data.permissions)).flatMap(([action, permission]) =>
    Object.keys(members(members(permission).resource_types)).map((type) => ({ action, type })),
  );
  const [first] = pairs;
  if (first === undefined) return [];
  const other = pairs.find(({ type }) => type !== first.type)?.type ?? 'resource';
  return [
    ...pairs,
    { action: first.action, type: other },
    { action: 'no.such.permission', type: first.type },
  ];
}

/** Each of what is asked with each context, and with each of what subjects may say of themselves. */
export function withExtras(
  asked: readonly Asked[],
  contexts: readonly Record<string, unknown>[],
  properties: readonly Record<string, unknown>[],
): Asked[] {
  const or = (some: readonly Record<string, unknown>[]) => (some.length > 0 ? some : [undefined]);
  return asked.flatMap((each) =>
    or(contexts).flatMap((context) => or(properties).map((own) => ({ ...each, context, properties: own }))),
  );
}
