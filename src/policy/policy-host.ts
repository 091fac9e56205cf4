import type { DataSource } from '../data/data-source.ts';
import { type PolicyBundle, readPolicyBundle } from './bundle.ts';
import { checkEntrypoints, type PolicyDemands, tryRules } from './check-policy.ts';
import {
  createPolicyEngine,
  type InspectablePolicyEngine,
  type PolicyEngineOptions,
} from './create-policy-engine.ts';
import { createPolicyExplanations, type PolicyExplanations } from './explain/policy-explanations.ts';
import { createPolicyFilters, type PolicyFilters } from './filter/policy-filters.ts';
import type { Moment } from './moment.ts';
import { type Evaluation, evaluateFully, type PolicyEngine } from './policy-engine.ts';
import type { LoadOutcome, PolicyStatus } from './policy-status.ts';

export interface PolicyHostOptions {
  readonly data: DataSource;
  readonly demands: PolicyDemands;
  readonly engine?: Omit<PolicyEngineOptions, 'beside'>;
}

/**
 * The policy that decides, whichever was loaded last. A new one is made ready beside it and checked, then takes its
 * place between two decisions; one that is no good changes nothing.
 */
export class PolicyHost implements PolicyEngine {
  readonly #options: PolicyHostOptions;
  #engine: InspectablePolicyEngine | undefined;
  #bundle: PolicyBundle | undefined;
  #filters: PolicyFilters | undefined;
  #explanations: PolicyExplanations | undefined;
  #status: PolicyStatus = { active: undefined, lastLoad: undefined, loads: 0, refusals: 0 };
  /** The load that waits for the one under way. */
  #next: { readonly bytes: Uint8Array; readonly resolve: (outcome: LoadOutcome) => void } | undefined;
  #loading = false;
  #closed = false;

  constructor(options: PolicyHostOptions) {
    this.#options = options;
  }

  /** The revision of the active policy, empty where there is none. */
  get revision(): string {
    return this.#engine?.revision ?? '';
  }

  get entrypoints(): readonly string[] {
    return this.#engine?.entrypoints ?? [];
  }

  get readsResources(): boolean {
    return this.#engine?.readsResources ?? false;
  }

  allowsOnlyHolders(entrypoint: string): boolean {
    return this.#engine?.allowsOnlyHolders?.(entrypoint) ?? false;
  }

  /** This host once it has a policy. */
  get active(): PolicyHost | undefined {
    return this.#engine === undefined ? undefined : this;
  }

  /** The engine of the active policy, to look into; it is another one after the next load. */
  get inspectable(): InspectablePolicyEngine | undefined {
    return this.#engine;
  }

  /** The active policy as a source of filters; undefined where there is none. */
  get filters(): PolicyFilters | undefined {
    if (this.#bundle === undefined) return undefined;
    this.#filters ??= createPolicyFilters(this.#bundle, this.#options.data, this.#options.engine?.now);
    return this.#filters;
  }

  /** The active policy as a source of explanations; undefined where there is none. */
  get explanations(): PolicyExplanations | undefined {
    if (this.#bundle === undefined) return undefined;
    const { data, engine } = this.#options;
    this.#explanations ??= createPolicyExplanations(this.#bundle, data, engine?.now);
    return this.#explanations;
  }

  get status(): PolicyStatus {
    return this.#status;
  }

  evaluate(entrypoint: string, input: unknown, moment?: Moment, inputJson?: string): Evaluation {
    return this.#engine?.evaluate(entrypoint, input, moment, inputJson) ?? this.#without();
  }

  evaluateFully(
    entrypoint: string,
    input: unknown,
    moment?: Moment,
    inputJson?: string,
  ): Evaluation | Promise<Evaluation> {
    const engine = this.#engine;
    if (engine === undefined) return this.#without();
    const evaluation = evaluateFully(engine, entrypoint, input, moment, inputJson);
    if (!(evaluation instanceof Promise)) return evaluation;
    // What was under way on the policy before is asked of the one that took its place.
    return evaluation.then((done) =>
      done.kind === 'failed' && this.#engine !== engine
        ? this.evaluateFully(entrypoint, input, moment, inputJson)
        : done,
    );
  }

  /**
   * Loads a policy bundle (`.tar.gz`). One load runs at a time; of those that wait, the last is taken. Never rejects: a
   * bundle that is refused is told of in the outcome, the status and the log.
   */
  load(bytes: Uint8Array): Promise<LoadOutcome> {
    return new Promise((resolve) => {
      this.#next?.resolve({ outcome: 'superseded' });
      this.#next = { bytes, resolve };
      if (!this.#loading) void this.#loadAll();
    });
  }

  close(): void {
    this.#closed = true;
    this.#engine?.close();
    this.#engine = undefined;
    this.#replaceBundle(undefined);
  }

  #replaceBundle(bundle: PolicyBundle | undefined): void {
    this.#filters?.close();
    this.#filters = undefined;
    this.#explanations?.close();
    this.#explanations = undefined;
    this.#bundle = bundle;
  }

  async #loadAll(): Promise<void> {
    this.#loading = true;
    for (let one = this.#next; one !== undefined; one = this.#next) {
      this.#next = undefined;
      one.resolve(await this.#loadOne(one.bytes));
    }
    this.#loading = false;
  }

  async #loadOne(bytes: Uint8Array): Promise<LoadOutcome> {
    const { data, demands, engine: options = {} } = this.#options;
    let revision: string | undefined;
    let made: InspectablePolicyEngine | undefined;
    let bundle: PolicyBundle;
    try {
      bundle = await readPolicyBundle(bytes);
      revision = bundle.revision;
      checkEntrypoints(bundle, demands);
      made = await createPolicyEngine(bundle, data, { ...options, beside: true });
      await made.settled();
      if (data.revision !== undefined) await tryRules(made, demands);
      if (this.#closed) throw new Error('the process is ending');
    } catch (cause) {
      made?.close();
      return this.#refuse(revision, cause);
    }
    return this.#use(made, bundle);
  }

  #use(engine: InspectablePolicyEngine, bundle: PolicyBundle): LoadOutcome {
    const before = this.#engine;
    this.#engine = engine;
    before?.close();
    this.#replaceBundle(bundle);
    const { revision, entrypoints } = engine;
    const at = Date.now();
    this.#status = {
      ...this.#status,
      active: { revision, entrypoints, since: at },
      lastLoad: { at, outcome: 'loaded', revision },
      loads: this.#status.loads + 1,
    };
    this.#options.engine?.log?.info({ revision, before: before?.revision }, 'a policy was loaded');
    return { outcome: 'loaded', revision };
  }

  #refuse(revision: string | undefined, cause: unknown): LoadOutcome {
    const error = cause instanceof Error ? cause.message : String(cause);
    this.#status = {
      ...this.#status,
      lastLoad: { at: Date.now(), outcome: 'refused', revision, error },
      refusals: this.#status.refusals + 1,
    };
    const details = { revision, error, active: this.#engine?.revision };
    this.#options.engine?.log?.error(
      details,
      'a policy bundle was refused; the policy that was active still is',
    );
    return { outcome: 'refused', error };
  }

  #without(): Evaluation {
    return { kind: 'failed', message: this.#closed ? 'the engine is closed' : 'there is no policy yet' };
  }
}
