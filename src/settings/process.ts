import { optional, setting } from './setting.ts';
import { filePath, oneOf, pairs } from './values.ts';

/** What concerns the process as such. */
export const processSettings = {
  logLevel: setting({
    variable: 'POSTERN_LOG_LEVEL',
    default: 'warn',
    sentence: 'The least severe log lines to write; they go to standard error as JSON.',
    ...oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  }),
  labels: optional({
    variable: 'POSTERN_LABELS',
    otherwise: 'none',
    sentence: 'What names this process in every entry of the decision log, beside its `id` and `version`.',
    ...pairs('name=value, several separated by commas'),
  }),
  opaBin: optional({
    variable: 'OPA_BIN',
    otherwise: '`opa` on the `PATH`',
    sentence: 'The OPA program, needed only to build a policy.',
    ...filePath,
    expected: 'the path of a program',
  }),
};
