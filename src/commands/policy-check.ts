import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { ClientBase } from 'pg';
import type { ColumnKind } from '../check/row-shape.ts';
import type { Entity } from '../check/subject-classes.ts';
import type { Rule } from '../check/voices/judge.ts';
import { loadConfig } from '../config.ts';
import { buildPolicy } from '../policy/build/build-policy.ts';
import { entrypointPath } from '../policy/build/entrypoint-hint.ts';
import { findOpa } from '../policy/build/opa.ts';
import { shippedPolicy } from '../policy/build/shipped-policy.ts';
import { readPolicyBundle } from '../policy/bundle.ts';
import { StopMessage } from '../stop-message.ts';
import { print } from './run.ts';

interface CheckOptions {
  readonly entrypoint: string;
  readonly decision?: string;
  readonly data?: string;
  readonly entity: readonly Entity[];
  readonly action: readonly string[];
  readonly type: readonly string[];
  readonly distinct: readonly string[];
  readonly column: ReadonlyMap<string, ColumnKind>;
  readonly rows: number;
  readonly classes: number;
  readonly seed: number;
}

/** Those of the policy data that Postern publishes. */
const ENTITIES: readonly Entity[] = [
  { type: 'user', collection: 'users' },
  { type: 'service', collection: 'users' },
];

/** `postern policy check`: whether a policy's filter admits what its checks allow, and nothing else. */
export function policyCheckCommand(): Command {
  return new Command('check')
    .description('compare the filter of a policy with its checks, on rows drawn for it, in real databases')
    .argument('[dir]', 'the folder of Rego; without it, the policy that ships')
    .option('-e, --entrypoint <path>', 'the rule that filters', 'authz/allow')
    .option('--decision <path>', 'the rule that checks, if another: a boolean, or an object with `allow`')
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
    .option('--seed <number>', 'other rows for another number', positive, 1)
    .addHelpText(
      'after',
      '\nIts databases are an embedded Postgres, or that of DATABASE_URL (of which it keeps nothing), and SQLite.\n' +
        '\nExample:\n  $ postern policy check\n' +
        '  $ postern policy check ./rego -e filters/include --data data.json --entity user=people --action read\n',
    )
    .action(check);
}

async function check(dir: string | undefined, options: CheckOptions): Promise<void> {
  const { checkPolicy } = await import('../check/policy-check.ts');
  const { reportOf } = await import('../check/check-report.ts');
  const { askedOf } = await import('../check/asked.ts');
  const { planConstants } = await import('../check/plan-constants.ts');
  const opa = await findOpa(process.env);
  const folder = dir ?? shippedPolicy.folder;
  const rule = entrypointPath(options.entrypoint);
  const decision = decisionOf(options, resolve(folder) === shippedPolicy.folder);
  const entrypoints = [rule, ...(decision === undefined ? [] : [decision.path])];
  const bundle = await readPolicyBundle((await buildPolicy(opa, folder, entrypoints)).bundle);
  const passed = await withClient(options.data === undefined, async (client, read) => {
    const data = options.data === undefined ? await read() : await readData(options.data);
    const plain = JSON.parse(data) as Record<string, unknown>;
    const result = await checkPolicy({
      opa,
      bundle,
      data,
      rule,
      decision,
      entities: options.entity.length > 0 ? options.entity : ENTITIES,
      asked: askedOf(plain, options.action, options.type, planConstants(bundle.plan, rule).texts),
      distinct: options.distinct.length > 0 ? options.distinct : ['roles', 'permissions'],
      columns: options.column,
      rows: options.rows,
      classes: options.classes,
      seed: options.seed,
      now: BigInt(Date.now()) * 1_000_000n,
      client,
    });
    const report = reportOf(result, rule, bundle.modules);
    for (const line of report.lines) print(line);
    return report.passed;
  });
  if (!passed) process.exitCode = 1;
}

/** The rule that decides in the shipped policy, or the one that was named. */
function decisionOf({ decision }: CheckOptions, shipped: boolean): Rule | undefined {
  if (decision === undefined) return shipped ? { path: 'authz/decision', member: 'allow' } : undefined;
  const [path = '', member] = decision.split(':');
  return member === undefined ? { path: entrypointPath(path) } : { path: entrypointPath(path), member };
}

/** Gives a connection to the database at DATABASE_URL, or to one that is there for this check alone. */
async function withClient<T>(
  demo: boolean,
  work: (client: ClientBase, read: () => Promise<string>) => Promise<T>,
): Promise<T> {
  const { default: pg } = await import('pg');
  const { fillWithDemo, readDocument } = await import('../check/demo-document.ts');
  const { databaseUrl } = loadConfig(process.env);
  const connected = async (url: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client, () => readDocument(client));
    } finally {
      await client.end();
    }
  };
  if (databaseUrl !== undefined) return connected(databaseUrl);
  const { startEmbedded } = await import('../db/embedded.ts');
  const home = await mkdtemp(join(tmpdir(), 'postern-check-'));
  const embedded = await startEmbedded({ home, durable: false });
  try {
    if (demo) await fillWithDemo(embedded.url);
    return await connected(embedded.url);
  } finally {
    await embedded.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function readData(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new StopMessage(`${file} can't be read; --data names a file of JSON.`);
  });
  try {
    JSON.parse(text);
  } catch (error) {
    throw new StopMessage(`${file} is not JSON: ${(error as Error).message}`);
  }
  return text;
}

function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
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
