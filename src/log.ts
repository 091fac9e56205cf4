import { destination, type Logger, pino } from 'pino';

export type Log = Logger;

/** The log of the process: one JSON object a line, on standard error, so that standard output is free for people. */
export function createLog(level: string): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ fd: 2, sync: true }),
  );
}
