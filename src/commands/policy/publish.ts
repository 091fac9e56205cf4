import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { loadConfig } from '../../config.ts';
import { buildPolicy } from '../../policy/build/build-policy.ts';
import { entrypointPath } from '../../policy/build/entrypoint-hint.ts';
import { findOpa, OpaError } from '../../policy/build/opa.ts';
import { shippedPolicy } from '../../policy/build/shipped-policy.ts';
import { readPolicyBundle } from '../../policy/bundle.ts';
import { StopMessage } from '../../stop-message.ts';
import { print } from '../run.ts';
import { type CheckOptions, collect, databasesHelp, withCheckOptions } from './check-options.ts';
import { NoFileError, placeOf, publishFile } from './publish-file.ts';
import { publishedRules } from './published-rules.ts';
import { runChecks } from './run-checks.ts';

interface Options extends CheckOptions {
  readonly entrypoint: readonly string[];
  readonly filter: readonly string[];
  readonly decision?: string;
  readonly output?: string;
}

/** `postern policy publish`: builds a policy, checks it, and only then puts it where it is watched. */
export function publishCommand(): Command {
  const command = new Command('publish')
    .description('build a policy, check it, and put it in place of the one that is watched; or stop')
    .argument('[dir]', 'the folder of Rego; without it, the policy that ships')
    .option('-e, --entrypoint <path>', 'a rule that can be asked for (repeatable)', collect, [])
    .option(
      '--filter <path>',
      'a rule that filters (repeatable); POSTERN_FILTERS, or `allow` beside the rule that decides, by default',
      collect,
      [],
    )
    .option('--decision <path>', 'the rule that decides; POSTERN_DECISION by default')
    .option('-o, --output <file>', 'the bundle that is watched; POSTERN_POLICY_BUNDLE by default');
  return withCheckOptions(command).addHelpText(
    'after',
    `${databasesHelp}\nExample:\n` +
      '  $ postern policy publish ./rego -e authz/allow -e authz/decision -o /srv/postern/policy.tar.gz\n',
  );
}

export async function publish(dir: string | undefined, options: Options): Promise<void> {
  const config = loadConfig(process.env);
  const output = options.output ?? config.policyBundle;
  if (output === undefined) {
    throw new StopMessage('It is not said where to: name the file that is watched with -o.', 2);
  }
  const place = relative('.', output);
  const unwritten = (error: Error) => {
    const why = error instanceof NoFileError ? error.message : `${place} can't be written: ${error.message}`;
    throw new StopMessage(`Not published: ${why}.`);
  };
  await placeOf(output).catch(unwritten);
  const opa = await findOpa(process.env);
  const folder = dir ?? shippedPolicy.folder;
  const shipped = resolve(folder) === shippedPolicy.folder;
  const { decision, rules } = publishedRules(options, config);
  const named = options.entrypoint.length > 0 || !shipped ? options.entrypoint : shippedPolicy.entrypoints;
  const entrypoints = [...new Set([...named.map(entrypointPath), decision, ...rules])];
  const built = await buildPolicy(opa, folder, entrypoints).catch((error: Error) => {
    const named =
      options.decision !== undefined || entrypoints.every((each) => !error.message.includes(each));
    if (named || !(error instanceof OpaError)) throw error;
    throw new OpaError(
      `${error.message}\nThe rule that decides is taken to be ${decision} (POSTERN_DECISION): name yours with --decision.`,
    );
  });
  const bundle = await readPolicyBundle(built.bundle);
  const passed = await runChecks(
    { opa, bundle, rules, decision: { path: decision, decides: true } },
    options,
  );
  if (!passed) throw new StopMessage(`Not published: ${place} is as it was.`);
  await publishFile(output, built.bundle).catch(unwritten);
  print(`published ${place}, revision ${built.revision}`);
}
