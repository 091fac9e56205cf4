import { Command } from 'commander';
import { type Config, settings } from '../config.ts';
import { formatRevision } from '../data/revision.ts';
import { createLog } from '../log.ts';
import { StopMessage } from '../stop-message.ts';
import { printPlace, printStep, runUntilSignal } from './run.ts';
import { configWith, type SettingOption, toOption } from './setting-options.ts';

const options: readonly SettingOption[] = [
  { setting: 'accessListen', flags: '--listen <address>' },
  { setting: 'controlUrl', flags: '--control <url>' },
  { setting: 'cacheFolder', flags: '--cache <folder>' },
  { setting: 'policyBundle', flags: '--bundle <file>' },
  { setting: 'dataFile', flags: '--data <file>' },
  { setting: 'decision', flags: '--decision <rule>' },
  { setting: 'filters', flags: '--filter <rule>', repeatable: true },
  { setting: 'entities', flags: '--entity <type=collection>', repeatable: true },
  { setting: 'actions', flags: '--action <name>', repeatable: true },
];

const EXAMPLES = `
Examples:
  $ postern sidecar --control https://postern.example.org:8383 --cache /var/cache/postern
  $ postern sidecar --bundle bundle.tar.gz --data data.json \\
      --decision authz/decision --filter filters/include \\
      --entity user=users --entity record=records --action read --action write
`;

/** `postern sidecar`: the decision API alone, beside a service. */
export function sidecarCommand(): Command {
  const command = new Command('sidecar').description(
    'run the decision API alone: on what a control plane offers, or on a policy and data in files, which are watched',
  );
  for (const option of options) command.addOption(toOption(option));
  return command.addHelpText('after', EXAMPLES).action((given: Record<string, unknown>) => sidecar(given));
}

async function sidecar(given: Record<string, unknown>): Promise<void> {
  const config = configWith(options, given);
  refuseContradictions(config);
  const { createSidecarApp } = await import('../app/sidecar-app.ts');
  const log = createLog(config.logLevel);
  const app = createSidecarApp(config, log);
  await runUntilSignal(app, log, ({ access, plane, ready }) => {
    printPlace('Decision API', access);
    const printReady = () => {
      const { host, data } = plane;
      const at = data.revision === undefined ? '?' : formatRevision(data.revision);
      printStep('Policy', `${host.revision}, on data at revision ${at}`);
    };
    if (config.controlUrl !== undefined) printStep('Control plane', config.controlUrl);
    ready.then(printReady, () => undefined);
  });
}

/** Throws a StopMessage where it is not clear where policy and data are to come from. */
function refuseContradictions(config: Config): void {
  const control = named(config, 'controlUrl', '--control');
  const bundle = named(config, 'policyBundle', '--bundle');
  const data = named(config, 'dataFile', '--data');
  const cache = named(config, 'cacheFolder', '--cache');
  const file = bundle ?? data;
  if (control !== undefined && file !== undefined) {
    throw new StopMessage(
      `${control} has policy and data come from a control plane, and ${file} from files: give one of them.`,
      2,
    );
  }
  if (control === undefined && file === undefined) {
    throw new StopMessage(
      `Where do policy and data come from? Give --control URL, or --bundle FILE and --data FILE.\n${EXAMPLES}`,
      2,
    );
  }
  if (control === undefined && cache !== undefined) {
    throw new StopMessage(`${cache} keeps what a control plane sent: files need no cache.`, 2);
  }
}

function named(config: Config, name: keyof Config, flag: string): string | undefined {
  return config[name] === undefined ? undefined : `${flag} (${settings[name].variable})`;
}
