import { Command } from 'commander';
import { createLog } from '../log.ts';
import { printMadeToken, printPlace, printStep, runUntilSignal } from './run.ts';
import { configWith, type SettingOption, toOption } from './setting-options.ts';

const options: readonly SettingOption[] = [
  { setting: 'controlListen', flags: '--listen <address>' },
  { setting: 'policyBundle', flags: '--bundle <file>' },
];

/** `postern control`: the management API and the bundles for sidecars, on the database of a deployment. */
export function controlCommand(): Command {
  const command = new Command('control').description(
    'run the control plane alone: management API, and bundles that sidecars follow',
  );
  for (const option of options) command.addOption(toOption(option));
  return command
    .addHelpText(
      'after',
      '\nExample:\n  $ DATABASE_URL=postgres://postern:secret@db/postern postern control\n  $ postern sidecar --control http://127.0.0.1:8383\n',
    )
    .action(async (given: Record<string, unknown>) => {
      const config = configWith(options, given);
      const { createControlApp } = await import('../app.ts');
      const log = createLog(config.logLevel);
      const app = createControlApp({
        config,
        log,
        fresh: false,
        demo: false,
        bootstrapToken: () => config.bootstrapToken,
        progress: printStep,
      });
      await runUntilSignal(app, log, ({ admin, control, madeToken }) => {
        printPlace('Management API', admin);
        printPlace('Bundles', control);
        printMadeToken(madeToken);
      });
    });
}
