import { BadRequest } from '../errors.ts';

/** What a request to the data API asks for beside the result. */
export interface DataParameters {
  readonly pretty: boolean;
  readonly metrics: boolean;
  readonly provenance: boolean;
  /** The explanation that is wanted. */
  readonly explain: ExplainMode | undefined;
  /** The last `input` of the query string, as text. */
  readonly input: string | undefined;
}

const NOTHING: DataParameters = {
  pretty: false,
  metrics: false,
  provenance: false,
  explain: undefined,
  input: undefined,
};

/** Values of `explain` that ask for an explanation; OPA takes every other as "none". */
const EXPLAIN_MODES = ['notes', 'fails', 'full', 'debug'] as const;

export type ExplainMode = (typeof EXPLAIN_MODES)[number];

const UNSERVED: Readonly<Record<string, string>> = {
  'strict-builtin-errors':
    'strict-builtin-errors is not served: a builtin that fails is undefined in a compiled policy',
  rule_labels: 'rule_labels is not served: a compiled policy does not say which of its rules took part',
};

/**
 * Reads the query string of a URL as OPA does; unknown parameters mean nothing. Throws BadRequest for what OPA would serve
 * and we can't. Source: OPA's REST API, "Data API"; `getBoolParam` and `getExplain` of its server.
 */
export function readDataParameters(url: string): DataParameters {
  const query = queryOf(url);
  if (query === undefined) return NOTHING;
  for (const [name, message] of Object.entries(UNSERVED)) {
    if (isSet(query, name)) throw new BadRequest(message);
  }
  return {
    pretty: isSet(query, 'pretty'),
    metrics: isSet(query, 'metrics') || isSet(query, 'instrument'),
    provenance: isSet(query, 'provenance'),
    explain: EXPLAIN_MODES.findLast((mode) => query.getAll('explain').includes(mode)),
    input: query.getAll('input').at(-1),
  };
}

/** Whether the URL asks for a result that is easy to read. */
export function wantsPretty(url: string): boolean {
  const query = queryOf(url);
  return query !== undefined && isSet(query, 'pretty');
}

export function queryOf(url: string): URLSearchParams | undefined {
  const at = url.indexOf('?');
  return at === -1 ? undefined : new URLSearchParams(url.slice(at + 1));
}

/** Whether a parameter is there alone and without value, or is `true` in any of its places. */
export function isSet(query: URLSearchParams, name: string): boolean {
  const values = query.getAll(name);
  if (values.length === 1 && values[0] === '') return true;
  return values.some((value) => value.toLowerCase() === 'true');
}
