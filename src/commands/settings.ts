import { Command } from 'commander';
import { settingsTable } from '../settings-table.ts';

/** `postern settings`: every setting as a table. */
export function settingsCommand(): Command {
  return new Command('settings')
    .description('print every setting: environment variable, default and meaning, as Markdown')
    .addHelpText('after', '\nExample:\n  $ postern settings\n')
    .action(() => {
      process.stdout.write(settingsTable());
    });
}
