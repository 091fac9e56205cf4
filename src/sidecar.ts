import { reachRevision } from './access/consistency/at-least-revision.ts';
import { watchRevisions } from './access/deciding/decided-at.ts';
import { createDecider } from './access/deciding/decider.ts';
import { BadRequest, Refusal } from './access/errors.ts';
import { createExplainer } from './access/explain/explainer.ts';
import { sentence } from './access/explain/sentence.ts';
import { readFilterRequest } from './access/filter/filter-request.ts';
import { createFilterer } from './access/filter/filterer.ts';
import { createRegisteredProperties } from './access/search/registered-in-data.ts';
import { createSearcher } from './access/search/searcher.ts';
import { labelsOf, openDecisionLog } from './app/decision-log.ts';
import { createDecisionPlane } from './app/decision-plane.ts';
import { entitiesOf } from './app/entities.ts';
import { filterRules } from './app/filter-rules.ts';
import { watchStatus } from './app/plane-status.ts';
import { asTypeError, copyOf, readCheckRequest } from './library/check-request.ts';
import { configOf, type SidecarOptions, sourcesOf } from './library/options.ts';
import { type CheckDecision, RevisionError, type Sidecar } from './library/types.ts';
import { createLog } from './log.ts';
import type { Decision } from './policy/decision.ts';

export type { Explained } from './access/explain/explainer.ts';
export type { FieldMask, FilterAnswer, RowFilter } from './access/filter/filter-answer.ts';
export type { SearchPage } from './access/search/searcher.ts';
export type { PlaneStatus, SourceStatus } from './access/status.ts';
export type { ControlSource, SidecarOptions, StaticSource } from './library/options.ts';
export {
  type CheckDecision,
  type CheckOptions,
  type CheckRequest,
  type FilterRequest,
  RevisionError,
  type SearchRequest,
  type Sidecar,
  type WhyDecision,
} from './library/types.ts';
export type { Reason } from './policy/decision.ts';
export { NotLiftable } from './policy/evaluator/residual/refusal.ts';

/** How long the decision log may take to deliver what waits at the end, in milliseconds. */
const LOG_PATIENCE = 5_000;

/**
 * Decides in this process, on the policy and data of a control plane or of files, kept up to date. Throws a TypeError
 * for options that can't be understood.
 *
 * @example
 * const sidecar = createSidecar({ control: 'http://127.0.0.1:8383' });
 * await sidecar.ready;
 * const { allow } = await sidecar.check({
 *   subject: { type: 'user', id: 'anna' },
 *   action: { name: 'assets.view' },
 *   resource: { type: 'asset', id: 'a1' },
 * });
 */
export function createSidecar(options: SidecarOptions): Sidecar {
  const config = configOf(options);
  const log = options.log ?? createLog('warn');
  const { decision, evaluationDeadline: deadline, revisionWait } = config;
  const plane = createDecisionPlane({ sources: sourcesOf(options, log), decision, deadline, log });
  const { host, data } = plane;
  const labels = labelsOf(config);
  const decisionLog = openDecisionLog(config, host, labels, log);
  const entities = entitiesOf(config, plane);
  const decider = createDecider({
    engine: () => host.active,
    entrypoint: decision,
    at: watchRevisions(data, () => host.active?.revision),
    log,
    decisionLog,
    registered: createRegisteredProperties(data, entities),
  });
  const rules = filterRules(config);
  const explainer = createExplainer(
    decider,
    { explanations: () => host.explanations, rule: rules.rule },
    log,
  );
  const filter = createFilterer({
    filters: () => host.filters,
    ...rules,
    at: decider.at,
    decisionLog,
  });
  const searcher = createSearcher({ decider, data, entities, actions: config.actions, decisionLog });
  const status = watchStatus(plane, decisionLog, labels);
  const ready = plane.start();
  ready.catch(() => undefined);
  let closing: Promise<void> | undefined;

  const reach = async (revision: string | undefined) => {
    if (revision === undefined) return;
    await reachRevision(data, revision, revisionWait).catch((error) => {
      throw toRevisionError(error);
    });
  };

  return {
    ready,
    status,
    async check(request, { atLeast } = {}) {
      const asked = readCheckRequest(request);
      await reach(atLeast);
      const { decision: made, at } = await decider.decide(asked, NOBODY);
      return checked(made, at);
    },
    async checkAll(requests, { atLeast } = {}) {
      const asked = requests.map(readCheckRequest);
      await reach(atLeast);
      const batch = { length: asked.length, question: (index: number) => asked[index] ?? NO_QUESTION };
      const answers = await decider.decideAll(batch, NOBODY);
      return answers.map((answer) =>
        'error' in answer ? failed(answer.error.message) : checked(answer.decision, answer.at),
      );
    },
    async why(request, { atLeast } = {}) {
      const asked = readCheckRequest(request);
      await reach(atLeast);
      const { decision: made, at, explanation } = await explainer.decide(asked, NOBODY);
      return { ...checked(made, at), sentence: sentence(asked, made, explanation), explanation };
    },
    async search(kind, request, { atLeast } = {}) {
      const asked = copyOf(request);
      await reach(atLeast);
      return await searcher.search(kind, asked, NOBODY).catch((error) => {
        throw error instanceof BadRequest ? new TypeError(error.message, { cause: error }) : error;
      });
    },
    async filter(request, { atLeast } = {}) {
      const asked = asTypeError(() => readFilterRequest(copyOf(request)));
      await reach(atLeast);
      return asTypeError(() => filter(asked, NOBODY).answer);
    },
    close() {
      closing ??= (async () => {
        searcher.close();
        await decisionLog?.close(LOG_PATIENCE);
        await plane.close();
      })();
      return closing;
    },
  };
}

/** The program itself asks. */
const NOBODY = {};
const NO_QUESTION = { error: { status: 400, message: 'there is no request' } };

function checked(
  { allow, reasons, masks }: Decision,
  at: { readonly revision: string | undefined; readonly policyRevision: string | undefined },
): CheckDecision {
  return { allow, reasons, masks, revision: at.revision, policyRevision: at.policyRevision };
}

function failed(message: string): CheckDecision {
  const reasons = [{ code: 'evaluation_error', message }];
  return { allow: false, reasons, masks: [], revision: undefined, policyRevision: undefined };
}

function toRevisionError(error: unknown): unknown {
  if (error instanceof BadRequest) {
    return new TypeError('atLeast must be epoch.number, as a change gave it in Postern-Revision');
  }
  if (!(error instanceof Refusal)) return error;
  return new RevisionError(error.statusCode === 409 ? 'other_history' : 'late', error.message);
}
