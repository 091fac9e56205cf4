import type { DataSource } from '../../data/data-source.ts';
import { waitForRevision } from '../../data/wait-for-revision.ts';
import type { Log } from '../../log.ts';
import { EvaluationLimit } from '../../policy/builtins/builtin.ts';
import type { DecisionRequest } from '../../policy/decision.ts';
import { EvaluationError } from '../../policy/evaluator/evaluation-error.ts';
import { NotLiftable } from '../../policy/evaluator/residual/refusal.ts';
import type { FilterRows, PolicyFilters } from '../../policy/filter/policy-filters.ts';
import { SqlError } from '../../policy/sql/columns.ts';
import type { DecidedAt } from '../deciding/decided-at.ts';
import type { Decider } from '../deciding/decider.ts';
import type { Candidates } from './candidates.ts';
import type { EntityPlace } from './entities.ts';
import type { KeyWindow } from './key-windows.ts';
import { firstAfter, inOrder } from './ordered-keys.ts';
import type { ResourceRows, RowShape } from './resource-rows.ts';
import type { SearchRequest } from './search-request.ts';

/** What a search for resources needs to ask a database. */
export interface ResourceFiltering {
  readonly rows: ResourceRows;
  /** The active policy; undefined before there is one. */
  readonly filters: () => PolicyFilters | undefined;
  readonly log: Log;
}

interface Parts extends ResourceFiltering {
  readonly decider: Pick<Decider, 'entrypoint' | 'at'>;
  readonly data: Pick<DataSource, 'revision' | 'onChange'>;
}

/** How often rows are asked for again because they changed meanwhile. */
const ATTEMPTS = 4;
/** How long the data may take to be as far as the rows are, in milliseconds. */
const PATIENCE = 100;

/**
 * Instead of everything, the resources that the policy's filter admits, found by the database; each is judged all the
 * same, so that the answer is that of the checks. Everything, where the decision is no filter, where the request says of
 * its own what resources have, and where the database does not answer. The order is the same, so that one page may do
 * this and the next that.
 */
export function filteredCandidates(
  parts: Parts,
  { about }: Pick<SearchRequest, 'about'>,
  { collection, prefix }: EntityPlace,
  limit: number,
  everything: Candidates,
): Candidates | undefined {
  const { rows, decider, data, log } = parts;
  const asked = about as unknown as DecisionRequest;
  const shape = rows.shape(collection);
  if (shape === undefined || Object.keys(asked.resource.properties ?? {}).length > 0) return undefined;
  let known:
    | { readonly at: DecidedAt; readonly from: string | undefined; readonly window: KeyWindow }
    | undefined;
  let attempts = 0;

  const fetch = async (after: string | undefined): Promise<void> => {
    attempts += 1;
    const at = decider.at();
    const { revision } = data;
    try {
      const filter = filterOf(parts, asked, shape);
      if (filter === undefined || revision === undefined) {
        attempts = ATTEMPTS;
        return;
      }
      const { keys, steady } = await rows.find({
        collection,
        prefix,
        ...filter,
        after,
        limit: limit + 1,
        revision,
      });
      if (steady) {
        known = {
          at,
          from: after,
          window: { keys, start: 0, to: keys.length > limit ? keys.at(-1) : undefined },
        };
      } else if (decider.at() === at) {
        await waitForRevision(data, { ...revision, number: revision.number + 1 }, PATIENCE);
      }
    } catch (error) {
      attempts = ATTEMPTS;
      if (!(error instanceof SqlError))
        log.warn({ err: error }, 'resources are searched without the database');
    }
  };

  return {
    prefix: everything.prefix,
    read(after) {
      if (known?.at === decider.at() && isWithin(after, known.from, known.window.to)) {
        attempts = 0;
        const { keys, to } = known.window;
        return { keys, to, start: after === undefined ? 0 : firstAfter(keys, after) };
      }
      return attempts < ATTEMPTS ? fetch(after) : everything.read(after);
    },
  };
}

/** The rows that the decision admits; undefined where that can't be said of rows. */
function filterOf(
  { filters, decider }: Parts,
  asked: DecisionRequest,
  { fields, sparse }: RowShape,
): FilterRows | undefined {
  const policy = filters();
  const rule = policy?.filteringRule(decider.entrypoint);
  if (policy === undefined || rule === undefined) return undefined;
  const { subject, action, context, resource } = asked;
  const question = { subject, action, resource: { type: resource.type }, ...(context && { context }) };
  try {
    return policy.rows(rule, question, fields, sparse);
  } catch (error) {
    if (
      error instanceof NotLiftable ||
      error instanceof EvaluationError ||
      error instanceof EvaluationLimit
    ) {
      return undefined;
    }
    throw error;
  }
}

function isWithin(after: string | undefined, from: string | undefined, to: string | undefined): boolean {
  if (after === undefined) return from === undefined;
  return (from === undefined || inOrder(after, from) >= 0) && (to === undefined || inOrder(after, to) < 0);
}
