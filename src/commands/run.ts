import type { Startable } from '../app/closers.ts';
import { formatListenAddress, type ListenAddress } from '../listen-address.ts';
import type { Log } from '../log.ts';
import { closeOnSignals } from '../shutdown.ts';

/** Runs until a signal ends it. What a person should know goes to standard output, the log to standard error. */
export async function runUntilSignal<T>(
  app: Startable<T>,
  log: Log,
  onServing: (serving: T) => void,
): Promise<void> {
  const shutdown = closeOnSignals({ close: app.close, log });
  try {
    onServing(await app.start());
  } catch (error) {
    // After a signal the start fails because everything is being closed, which is no error.
    if (!shutdown.begun) throw error;
  }
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One line of what is printed at the start. */
export function printStep(step: string, detail: string): void {
  print(`${step.padEnd(16)}${detail}`);
}

export function printPlace(name: string, address: ListenAddress): void {
  printStep(name, formatListenAddress(address));
}

export function printMadeToken(token: string | undefined): void {
  if (token === undefined) return;
  print(`The first administrator's bearer token, shown this once and kept nowhere:\n${token}`);
}
