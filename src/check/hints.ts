import type { Plan } from '../policy/plan/plan.ts';
import type { Asked } from './questions.ts';
import { readPaths } from './read-paths.ts';
import type { Entity, PlainData } from './subject-classes.ts';

export interface HintOptions {
  readonly plan: Plan;
  readonly rules: readonly string[];
  readonly data: PlainData;
  readonly entities: readonly Entity[];
  readonly asked: readonly Asked[];
}

/** Members that a request may have, those aside of which a check makes its own. */
const GIVEN: Readonly<Record<string, string>> = {
  context: '--context',
  'subject.properties': '--subject-properties',
};
const MEMBERS = ['subject', 'action', 'resource', 'context'];

/** What may keep a check from coming to anything: data without subjects, and parts of the input that no request has. */
export function hintsOf({ plan, rules, data, entities, asked }: HintOptions): string[] {
  const collections = new Set(entities.map(({ collection }) => collection));
  const empty = [...collections].flatMap((collection) => emptiness(collection, data[collection]) ?? []);
  const paths = rules
    .flatMap((rule) => readPaths(plan, rule))
    .map((path) => path.filter((name) => name !== '*'));
  const foreign = new Set(
    paths.map(([first = '']) => first).filter((name) => name !== '' && !MEMBERS.includes(name)),
  );
  const absent = Object.entries(GIVEN).filter(
    ([member]) =>
      paths.some((path) => path.join('.').startsWith(`${member}.`)) &&
      asked.every((each) => (member === 'context' ? each.context : each.properties) === undefined),
  );
  return [
    ...empty,
    ...[...foreign].map(
      (name) =>
        `input.${name} is read, and no request has it: they have ${MEMBERS.slice(0, -1).join(', ')} and context`,
    ),
    ...absent.map(([member, option]) => `input.${member} is read, and none was given (${option})`),
  ];
}

function emptiness(collection: string, records: unknown): string | undefined {
  const advice = 'so only subjects that it does not know were asked about (--entity type=collection)';
  if (typeof records !== 'object' || records === null) return `the data has no ${collection}, ${advice}`;
  if (Array.isArray(records)) return `${collection} in the data is no object of records by id, ${advice}`;
  return Object.keys(records).length === 0
    ? `${collection} in the data has no records, ${advice}`
    : undefined;
}
