#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { catalogCommand } from './commands/catalog.ts';
import { controlCommand } from './commands/control.ts';
import { devCommand } from './commands/dev.ts';
import { migrateCommand } from './commands/migrate.ts';
import { policyCommand } from './commands/policy.ts';
import { serveCommand } from './commands/serve.ts';
import { settingsCommand } from './commands/settings.ts';
import { sidecarCommand } from './commands/sidecar.ts';
import { loadConfig } from './config.ts';
import { packageRoot } from './package-root.ts';
import { StopMessage } from './stop-message.ts';

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string;
};

const program = new Command('postern')
  .description('Policy-as-code authorization sidecar.')
  .version(version)
  .addCommand(devCommand())
  .addCommand(serveCommand())
  .addCommand(controlCommand())
  .addCommand(sidecarCommand())
  .addCommand(policyCommand())
  .addCommand(catalogCommand())
  .addCommand(migrateCommand())
  .addCommand(settingsCommand())
  .addHelpText('after', '\nExample:\n  $ postern dev\n\nSettings are environment variables: postern settings')
  .hook('preAction', (_program, command) => {
    // The table must be there for whoever got a setting wrong.
    if (command.name() !== 'settings') loadConfig(process.env);
  });

// Whoever reads what is printed may have read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
throwInsteadOfExit(program);
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Says what went wrong, and gives the exit code: 2 for a wrong command or setting, else 1. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const verbose = ['debug', 'trace'].includes(process.env.POSTERN_LOG_LEVEL ?? '');
  const text = error instanceof Error ? (verbose ? error.stack : error.message) : String(error);
  process.stderr.write(`postern: ${text}\n`);
  return error instanceof StopMessage ? error.exitCode : 1;
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const subcommand of command.commands) throwInsteadOfExit(subcommand);
}
