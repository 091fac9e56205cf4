import { type Command, InvalidArgumentError } from 'commander';
import type { ColumnKind } from '../../check/row-shape.ts';
import type { Entity } from '../../check/subject-classes.ts';

/** On what a policy is checked. */
export interface CheckOptions {
  readonly data?: string;
  readonly entity: readonly Entity[];
  readonly action: readonly string[];
  readonly type: readonly string[];
  readonly context: readonly Record<string, unknown>[];
  readonly subjectProperties: readonly Record<string, unknown>[];
  readonly distinct: readonly string[];
  readonly column: ReadonlyMap<string, ColumnKind>;
  readonly rows: number;
  readonly classes: number;
  readonly seed: number;
}

/** Where the databases come from, for the help of a command. */
export const databasesHelp =
  '\nIts databases are an embedded Postgres, or that of DATABASE_URL (of which it keeps nothing), and SQLite.\n';

/** Adds the options that say on what a policy is checked. */
export function withCheckOptions(command: Command): Command {
  return command
    .option(
      '--data <file>',
      'the data document as JSON; without it, that of DATABASE_URL or the demo company',
    )
    .option(
      '--entity <type=collection>',
      'subjects and where they are (repeatable); user and service in users by default',
      entity,
      [],
    )
    .option(
      '--action <name>',
      'what is done (repeatable); without it, what the data or the policy names',
      collect,
      [],
    )
    .option('--type <name>', 'a type of resources (repeatable)', collect, [])
    .option('--context <json>', 'what requests carry besides (repeatable)', members, [])
    .option('--subject-properties <json>', 'what subjects say of themselves (repeatable)', members, [])
    .option(
      '--distinct <collection>',
      'subjects differ by its keys (repeatable); roles and permissions by default',
      collect,
      [],
    )
    .option(
      '--column <field=kind>',
      'string, number, boolean or array (repeatable); guessed by default',
      column,
      new Map(),
    )
    .option('--rows <count>', 'rows for each class of subjects', positive, 2000)
    .option('--classes <count>', 'classes of subjects at most', positive, 50)
    .option('--seed <number>', 'other rows for another number', positive, 1);
}

export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

function members(text: string, previous: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidArgumentError('It must be an object in JSON, as {"mode": "night"}.');
  return [...previous, value as Record<string, unknown>];
}

function entity(text: string, previous: readonly Entity[]): Entity[] {
  const [type = '', collection = ''] = text.split('=');
  if (type === '' || collection === '')
    throw new InvalidArgumentError('It must be type=collection, as user=users.');
  return [...previous, { type, collection }];
}

const KINDS = ['string', 'number', 'boolean', 'array'] as const;

function column(text: string, previous: ReadonlyMap<string, ColumnKind>): Map<string, ColumnKind> {
  const [field = '', named = ''] = text.split('=');
  const kind = KINDS.find((each) => each === named);
  if (field === '' || kind === undefined)
    throw new InvalidArgumentError(`It must be field=kind, of ${KINDS.join(', ')}.`);
  return new Map([...previous, [field, kind]]);
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a whole number above 0.');
  return number;
}
