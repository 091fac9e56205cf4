import { LOG_TARGETS_FORM, parseLogTargets } from '../access/decision-log/targets.ts';
import { optional, setting } from './setting.ts';
import { bearerToken, folderPath, numberFrom } from './values.ts';

const GIBIBYTE = 1024 ** 3;

/** Where decisions are written down, and how much may wait on the way there. */
export const decisionLogSettings = {
  decisionLog: setting({
    variable: 'POSTERN_DECISION_LOG',
    default: 'off',
    sentence: "Where every decision is written down, in OPA's format; to HTTP as gzipped batches at `/logs`.",
    expected: LOG_TARGETS_FORM,
    parse: parseLogTargets,
  }),
  decisionLogToken: optional({
    variable: 'POSTERN_DECISION_LOG_TOKEN',
    otherwise: 'none is sent',
    sentence: 'The bearer token for the HTTP receiver of the decision log.',
    ...bearerToken,
    secret: true,
  }),
  decisionLogSpool: optional({
    variable: 'POSTERN_DECISION_LOG_SPOOL',
    otherwise: 'what waits is in memory only',
    sentence: "A folder of this process's own, for decisions that the HTTP receiver does not take yet.",
    ...folderPath,
  }),
  decisionLogSpoolBytes: setting({
    variable: 'POSTERN_DECISION_LOG_SPOOL_BYTES',
    default: '268435456',
    sentence: 'The most that the spool may take on disk, in bytes; the oldest decisions make room.',
    ...numberFrom(1024 * 1024, 1024 * GIBIBYTE),
  }),
  decisionLogMemory: setting({
    variable: 'POSTERN_DECISION_LOG_MEMORY',
    default: '33554432',
    sentence: 'The most that waiting decisions may take in memory, for each target, in bytes.',
    ...numberFrom(64 * 1024, 16 * GIBIBYTE),
  }),
  decisionLogUploadBytes: setting({
    variable: 'POSTERN_DECISION_LOG_UPLOAD_BYTES',
    default: '262144',
    sentence: 'The longest body sent to the HTTP receiver, compressed, in bytes.',
    ...numberFrom(1024, GIBIBYTE),
  }),
  decisionLogInterval: setting({
    variable: 'POSTERN_DECISION_LOG_INTERVAL',
    default: '1000',
    sentence: 'How long a decision waits for others to be sent together, in milliseconds.',
    ...numberFrom(1, 3_600_000),
  }),
  decisionLogTimeout: setting({
    variable: 'POSTERN_DECISION_LOG_TIMEOUT',
    default: '10000',
    sentence: 'How long the HTTP receiver may take for one upload, in milliseconds.',
    ...numberFrom(100, 600_000),
  }),
  decisionLogFileBytes: setting({
    variable: 'POSTERN_DECISION_LOG_FILE_BYTES',
    default: '104857600',
    sentence: 'The size at which the file of the decision log is set aside and another begun, in bytes.',
    ...numberFrom(4096, 1024 * GIBIBYTE),
  }),
  decisionLogFiles: setting({
    variable: 'POSTERN_DECISION_LOG_FILES',
    default: '5',
    sentence: 'How many files of the decision log that were set aside are kept.',
    ...numberFrom(1, 1000),
  }),
};
