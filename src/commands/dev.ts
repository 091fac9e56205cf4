import { Command } from 'commander';
import { loadConfig } from '../config.ts';

/** `postern dev`: everything in one process, with demo data, to try it out and to develop against. */
export function devCommand(): Command {
  return new Command('dev')
    .description('run everything in one process: database, demo data, decision API, management API')
    .option('--fresh', 'begin again: delete the embedded database first', false)
    .addHelpText(
      'after',
      '\nExamples:\n  $ postern dev\n  $ POSTERN_HOME=/tmp/other POSTERN_ACCESS_LISTEN=127.0.0.1:9181 POSTERN_ADMIN_LISTEN=127.0.0.1:9282 POSTERN_CONTROL_LISTEN=127.0.0.1:9383 postern dev\n',
    )
    .action(async ({ fresh }: { fresh: boolean }) => {
      const config = loadConfig(process.env);
      const { dev } = await import('./dev/run.ts');
      await dev(config, fresh);
    });
}
