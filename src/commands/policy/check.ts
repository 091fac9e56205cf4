import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Rule } from '../../check/voices/judge.ts';
import { buildPolicy } from '../../policy/build/build-policy.ts';
import { entrypointPath } from '../../policy/build/entrypoint-hint.ts';
import { findOpa } from '../../policy/build/opa.ts';
import { shippedPolicy } from '../../policy/build/shipped-policy.ts';
import { readPolicyBundle } from '../../policy/bundle.ts';
import { type CheckOptions, databasesHelp, withCheckOptions } from './check-options.ts';
import { runChecks } from './run-checks.ts';

interface Options extends CheckOptions {
  readonly entrypoint: string;
  readonly decision?: string;
}

/** `postern policy check`: whether a policy's filter admits what its checks allow, and nothing else. */
export function checkCommand(): Command {
  const command = new Command('check')
    .description('compare the filter of a policy with its checks, on rows drawn for it, in real databases')
    .argument('[dir]', 'the folder of Rego; without it, the policy that ships')
    .option('-e, --entrypoint <path>', 'the rule that filters', 'authz/allow')
    .option('--decision <path>', 'the rule that checks, if another: a boolean, or an object with `allow`');
  return withCheckOptions(command).addHelpText(
    'after',
    `${databasesHelp}\nExample:\n  $ postern policy check\n` +
      '  $ postern policy check ./rego -e filters/include --data data.json --entity user=people --action read\n',
  );
}

export async function check(dir: string | undefined, options: Options): Promise<void> {
  const opa = await findOpa(process.env);
  const folder = dir ?? shippedPolicy.folder;
  const rule = entrypointPath(options.entrypoint);
  const decision = decisionOf(options, resolve(folder) === shippedPolicy.folder);
  const entrypoints = [rule, ...(decision === undefined ? [] : [decision.path])];
  const bundle = await readPolicyBundle((await buildPolicy(opa, folder, entrypoints)).bundle);
  const passed = await runChecks({ opa, bundle, rules: [rule], decision }, options);
  if (!passed) process.exitCode = 1;
}

/** The rule that decides in the shipped policy, or the one that was named. */
function decisionOf({ decision }: Options, shipped: boolean): Rule | undefined {
  const path = decision ?? (shipped ? 'authz/decision' : undefined);
  return path === undefined ? undefined : { path: entrypointPath(path), decides: true };
}
