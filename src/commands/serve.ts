import { Command } from 'commander';
import { createLog } from '../log.ts';
import { printMadeToken, printPlace, printStep, runUntilSignal } from './run.ts';
import { configWith, type SettingOption, toOption } from './setting-options.ts';

const options: readonly SettingOption[] = [{ setting: 'policyBundle', flags: '--bundle <file>' }];

/** `postern serve`: both planes in one process, on the database of a deployment. */
export function serveCommand(): Command {
  const command = new Command('serve').description(
    'run decision API, management API and the bundles for sidecars in one process, without demo data',
  );
  for (const option of options) command.addOption(toOption(option));
  return command
    .addHelpText('after', '\nExample:\n  $ DATABASE_URL=postgres://postern:secret@db/postern postern serve\n')
    .action(async (given: Record<string, unknown>) => {
      const config = configWith(options, given);
      const { createApp } = await import('../app.ts');
      const log = createLog(config.logLevel);
      const app = createApp({
        config,
        log,
        fresh: false,
        demo: false,
        bootstrapToken: () => config.bootstrapToken,
        progress: printStep,
      });
      await runUntilSignal(app, log, ({ access, admin, control, madeToken }) => {
        printPlace('Decision API', access);
        printPlace('Management API', admin);
        printPlace('Bundles', control);
        printMadeToken(madeToken);
      });
    });
}
