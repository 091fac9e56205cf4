import { resolve } from 'node:path';
import { createApp } from '../../app.ts';
import type { Config } from '../../config.ts';
import { createLog } from '../../log.ts';
import { StopMessage } from '../../stop-message.ts';
import { print, runUntilSignal } from '../run.ts';
import { type BootstrapToken, keepBootstrapToken } from './bootstrap-token.ts';
import { welcome } from './welcome.ts';

/** Runs until a signal ends it. Progress and examples go to standard output, the log to standard error. */
export async function dev(config: Config, fresh: boolean): Promise<void> {
  if (fresh && config.databaseUrl !== undefined) {
    throw new StopMessage('--fresh deletes the embedded database, and DATABASE_URL names another one.', 2);
  }
  const began = performance.now();
  const elapsed = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const log = createLog(config.logLevel);
  let token: BootstrapToken | undefined;
  const app = createApp({
    config,
    log,
    fresh,
    demo: config.catalog === 'kaliaops',
    bootstrapToken: () => {
      token = keepBootstrapToken(resolve(config.home), config.bootstrapToken);
      return token.token;
    },
    mail: {
      listed: true,
      onSent: ({ recipient, subject }) => print(`Mail to ${recipient}: ${subject} (see /dev/mail)`),
    },
    progress: (step, detail) => print(`${step.padEnd(16)}${detail} (${elapsed()})`),
  });
  await runUntilSignal(app, log, (serving) => {
    if (token !== undefined) print(welcome({ ...serving, token, elapsed: elapsed() }));
  });
}
