import { Command } from 'commander';
import { createApp } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import { formatListenAddress } from '../listen-address.ts';
import { createLog } from '../log.ts';
import { closeOnSignals } from '../shutdown.ts';

/** `postern serve`: decision API and management API in one process, on the database of a deployment. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run decision API and management API in one process, without demo data')
    .addHelpText('after', '\nExample:\n  $ DATABASE_URL=postgres://postern:secret@db/postern postern serve\n')
    .action(() => serve(loadConfig(process.env)));
}

/** Runs until a signal ends it. What a person should know goes to standard output, the log to standard error. */
async function serve(config: Config): Promise<void> {
  const print = (text: string) => process.stdout.write(`${text}\n`);
  const log = createLog(config.logLevel);
  const app = createApp({
    config,
    log,
    fresh: false,
    demo: false,
    bootstrapToken: () => config.bootstrapToken,
    progress: (step, detail) => print(`${step.padEnd(16)}${detail}`),
  });
  const shutdown = closeOnSignals({ close: app.close, log });
  try {
    const { access, admin, madeToken } = await app.start();
    print(`${'Decision API'.padEnd(16)}${formatListenAddress(access)}`);
    print(`${'Management API'.padEnd(16)}${formatListenAddress(admin)}`);
    if (madeToken !== undefined) {
      print(`The first administrator's bearer token, shown this once and kept nowhere:\n${madeToken}`);
    }
  } catch (error) {
    if (!shutdown.begun) throw error;
  }
}
