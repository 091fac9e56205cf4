import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { buildPolicy, type PolicyBuild } from '../policy/build/build-policy.ts';
import { type Capabilities, supportedCapabilities } from '../policy/build/capabilities.ts';
import { entrypointPath } from '../policy/build/entrypoint-hint.ts';
import { findOpa, OpaError, runOpa } from '../policy/build/opa.ts';
import { shippedPolicy } from '../policy/build/shipped-policy.ts';
import { describeObstacle } from '../policy/evaluator/residual/refusal.ts';
import { check, checkCommand } from './policy/check.ts';
import { publish, publishCommand } from './policy/publish.ts';

interface BuildOptions {
  readonly entrypoint: readonly string[];
  readonly output?: string;
  readonly check?: boolean;
  readonly filter: readonly string[];
  readonly strictFilters?: boolean;
}

/** `postern policy …`: what is done with the Rego of a policy. */
export function policyCommand(): Command {
  const command = new Command('policy')
    .description('work on a policy written in Rego')
    .addHelpText('after', '\nExample:\n  $ postern policy build --check\n');
  command
    .command('build')
    .description('compile a folder of Rego into a bundle; without a folder, the policy that ships')
    .argument('[dir]', 'the folder; tests (*_test.rego) are left out')
    .option('-e, --entrypoint <path>', 'a rule that can be asked for (repeatable)', collect, [])
    .option('-o, --output <file>', 'where to write the bundle')
    .option(
      '--filter <path>',
      'fail where this rule can not be turned into a filter (repeatable)',
      collect,
      [],
    )
    .option('--strict-filters', 'fail where any rule can not be that is not marked check_only')
    .option('--check', 'write nothing; fail when the file is not what the sources give')
    .addHelpText(
      'after',
      '\nExample:\n  $ postern policy build ./rego -e authz/decision -e filters/include -o policy.tar.gz\n',
    )
    .action((dir: string | undefined, options: BuildOptions) => reporting(() => build(dir, options)));
  command
    .command('capabilities')
    .description('print the builtins a policy may use, as an OPA capabilities file')
    .addHelpText('after', '\nExample:\n  $ postern policy capabilities > policies/capabilities.json\n')
    .action(() => reporting(printCapabilities));
  command.addCommand(checkCommand().action((dir, options) => reporting(() => check(dir, options))));
  command.addCommand(publishCommand().action((dir, options) => reporting(() => publish(dir, options))));
  return command;
}

function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

async function build(dir: string | undefined, options: BuildOptions): Promise<void> {
  const shipped = dir === undefined || resolve(dir) === shippedPolicy.folder;
  const output = options.output ?? (shipped ? shippedPolicy.bundle : 'policy.tar.gz');
  const named = options.entrypoint.length > 0 ? options.entrypoint : shippedPolicy.entrypoints;
  const entrypoints = shipped ? named : options.entrypoint;
  const built = await buildPolicy(await findOpa(process.env), dir ?? shippedPolicy.folder, entrypoints);
  tellUnliftable(built, options);
  if (options.check === true) await compare(output, built);
  else await write(output, built);
}

/** Throws an OpaError where an entrypoint that has to be a filter can't be one; of others it is said. */
function tellUnliftable({ unliftable, entrypoints }: PolicyBuild, options: BuildOptions): void {
  const filters = options.filter.map(entrypointPath);
  const missing = filters.find((path) => !entrypoints.includes(path));
  if (missing !== undefined) throw new OpaError(`--filter ${missing}: the bundle has no such entrypoint`);
  for (const [entrypoint, obstacles] of unliftable) {
    const lines = obstacles.map(describeObstacle);
    const text = `${[`${entrypoint} can't be turned into a filter:`, ...lines].join('\n')}\n`;
    if (options.strictFilters === true || filters.includes(entrypoint)) throw new OpaError(text.trimEnd());
    process.stderr.write(`warning: ${text}`);
  }
}

async function write(
  output: string,
  { bundle, revision, entrypoints, dataFiles }: PolicyBuild,
): Promise<void> {
  await mkdir(dirname(resolve(output)), { recursive: true });
  await writeFile(output, bundle);
  const size = `${Math.ceil(bundle.byteLength / 1024)} KiB`;
  process.stdout.write(`${relative('.', output)}: ${size}, revision ${revision}\n`);
  process.stdout.write(`entrypoints: ${entrypoints.join(', ')}\n`);
  for (const path of dataFiles) {
    process.stderr.write(`${path} is data and no part of the bundle; give it to the sidecar with --data\n`);
  }
}

async function compare(output: string, { bundle, revision }: PolicyBuild): Promise<void> {
  const name = relative('.', output);
  const present = await readFile(output).catch(() => undefined);
  if (present === undefined) throw new OpaError(`${name} can't be read; build it with: postern policy build`);
  if (!present.equals(bundle)) {
    throw new OpaError(
      `${name} is not what the sources give (${revision}); build it with: postern policy build`,
    );
  }
  process.stdout.write(`${name} is what the sources give, revision ${revision}\n`);
}

async function printCapabilities(): Promise<void> {
  const printed = await runOpa(await findOpa(process.env), '.', ['capabilities', '--current']);
  const supported = supportedCapabilities(JSON.parse(printed) as Capabilities);
  process.stdout.write(`${JSON.stringify(supported, null, 2)}\n`);
}

/** What a person can mend is said plainly and ends with status 1; anything else is a fault of ours and is thrown. */
async function reporting(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OpaError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
