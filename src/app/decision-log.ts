import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSinks } from '../access/decision-log/create-sinks.ts';
import { createDecisionLog, type DecisionLog } from '../access/decision-log/decision-log.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { packageRoot } from '../package-root.ts';
import type { PolicyHost } from '../policy/policy-host.ts';

/** Names this process among others; `id` is another one after each start, unless the labels give one. */
export function labelsOf({ labels = {} }: Pick<Config, 'labels'>): Readonly<Record<string, string>> {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { id: randomUUID(), version, ...labels };
}

/** The decision log that the settings ask for; undefined where they ask for none. */
export function openDecisionLog(
  config: Config,
  host: PolicyHost,
  labels: Readonly<Record<string, string>>,
  log: Log,
): DecisionLog | undefined {
  if (config.decisionLog.length === 0) return undefined;
  const sinks = createSinks(config.decisionLog, {
    log,
    memoryLimit: config.decisionLogMemory,
    fileBytes: config.decisionLogFileBytes,
    filesKept: config.decisionLogFiles,
    http: {
      token: config.decisionLogToken,
      uploadLimit: config.decisionLogUploadBytes,
      interval: config.decisionLogInterval,
      timeout: config.decisionLogTimeout,
      spool: config.decisionLogSpool,
      spoolLimit: config.decisionLogSpoolBytes,
    },
  });
  // Its rules are remembered by the engine they came from, and a host stays the same when its policy changes.
  return createDecisionLog({ engine: () => host.inspectable, sinks, labels, log });
}
