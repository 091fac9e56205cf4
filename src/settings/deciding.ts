import { optional, setting } from './setting.ts';
import { actionNames, filePath, numberFrom, oneOf, pairs, rulePath, rulePaths } from './values.ts';

/** Which policy decides, on what, and what it may take. */
export const decidingSettings = {
  policyBundle: optional({
    variable: 'POSTERN_POLICY_BUNDLE',
    otherwise: 'the policy that ships',
    sentence: 'The compiled policy, watched for changes; with a control plane elsewhere, that one has it.',
    ...filePath,
  }),
  dataFile: optional({
    variable: 'POSTERN_DATA_FILE',
    otherwise: 'the data comes from the control plane',
    sentence: 'Policy data as a JSON file, watched for changes: for a sidecar without a control plane.',
    ...filePath,
  }),
  decision: setting({
    variable: 'POSTERN_DECISION',
    default: 'authz/decision',
    sentence: 'The rule that decides: a boolean, or an object with `allow`, `reasons` and `masks`.',
    ...rulePath,
  }),
  filters: optional({
    variable: 'POSTERN_FILTERS',
    otherwise: 'none',
    sentence: 'Rules that filters are asked for; a policy without them is refused.',
    ...rulePaths,
  }),
  opaCompat: setting({
    variable: 'POSTERN_OPA_COMPAT',
    default: 'off',
    sentence: "Whether filters by `/v1/compile` leave out rows with nulls as OPA's do, where Rego does not.",
    ...oneOf('off', 'on'),
  }),
  entities: optional({
    variable: 'POSTERN_ENTITIES',
    otherwise: "those of Postern's own data; with a data file, none",
    sentence: 'Which collection has the ids of a type as its keys, so that search can list them.',
    ...pairs('type=collection, several separated by commas'),
  }),
  actions: optional({
    variable: 'POSTERN_ACTIONS',
    otherwise: 'the keys of `data.permissions`',
    sentence: 'The actions that a search for actions tries.',
    ...actionNames,
  }),
  pageSecret: optional({
    variable: 'POSTERN_PAGE_SECRET',
    otherwise: 'one is made at each start',
    sentence: 'With the same one, decision planes read the page tokens of one another.',
    expected: 'at least 16 characters',
    parse: (text) => (text.length >= 16 ? text : undefined),
    secret: true,
  }),
  evaluationDeadline: setting({
    variable: 'POSTERN_EVALUATION_DEADLINE',
    default: '1000',
    sentence: 'How long one evaluation may take in all, in milliseconds; then it is a denial.',
    ...numberFrom(10, 600_000),
  }),
  policyMemory: setting({
    variable: 'POSTERN_POLICY_MEMORY',
    default: '536870912',
    sentence: "The most that the policy module's memory may grow to, in bytes; then evaluations are denials.",
    ...numberFrom(16 * 1024 * 1024, 4 * 1024 ** 3 - 65_536),
  }),
  maxDataAge: setting({
    variable: 'POSTERN_MAX_DATA_AGE',
    default: '0',
    sentence:
      '`/health/ready` fails while policy data was last confirmed longer ago, in seconds; 0 is no limit. Decisions go on.',
    ...numberFrom(0, 31_536_000),
  }),
  revisionWait: setting({
    variable: 'POSTERN_REVISION_WAIT',
    default: '5000',
    sentence: 'How long a request with `Postern-At-Least-Revision` waits for it, in milliseconds; then 503.',
    ...numberFrom(0, 60_000),
  }),
};
