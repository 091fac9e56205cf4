import { readFileSync } from 'node:fs';
import { LOG_TARGETS_FORM, parseLogTargets } from '../access/decision-log/targets.ts';
import { fromControl } from '../app/sources/from-control.ts';
import type { Sources } from '../app/sources/sources.ts';
import { staticSources } from '../app/sources/static-sources.ts';
import { type Config, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';

/** Policy and data from a control plane, followed as they change. */
export interface ControlSource {
  /** Where the control plane offers its bundles: `https://postern.example.org:8383`. */
  readonly control: string;
  /** The bearer token that it asks for. */
  readonly token?: string | undefined;
  /** The path of a PEM file: whose certificate is trusted, instead of the usual authorities. */
  readonly ca?: string | undefined;
  /** A folder of this process's own, for the last good bundles, to start from while the control plane is away. */
  readonly cacheFolder?: string | undefined;
}

/** Policy and data without a control plane. */
export interface StaticSource {
  /** A bundle of `postern policy build`: the path of its file, which is watched, or its bytes. */
  readonly bundle: string | Uint8Array;
  /** The policy data: the path of a JSON file, which is watched, or the document. By default it is empty. */
  readonly data?: string | Readonly<Record<string, unknown>> | undefined;
}

export type SidecarOptions = (ControlSource | StaticSource) & {
  /** The rule that decides; `authz/decision`. */
  readonly decision?: string | undefined;
  /** Which collection of the data has the ids of a type as its keys, for search and for registered properties. */
  readonly entities?: Readonly<Record<string, string>> | undefined;
  /** The actions that a search for actions tries; the keys of `data.permissions`. */
  readonly actions?: readonly string[] | undefined;
  /** How long one evaluation may take, in milliseconds; 1,000. */
  readonly deadline?: number | undefined;
  /** How long `atLeast` waits, in milliseconds; 5,000. */
  readonly revisionWait?: number | undefined;
  /** Where decisions are written down: as `POSTERN_DECISION_LOG`, and its bearer token and spool. Nowhere. */
  readonly decisionLog?:
    | { readonly target: string; readonly token?: string; readonly spool?: string }
    | undefined;
  /** Name this process in the decision log. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** For what goes wrong; by default warnings go to standard error as JSON. */
  readonly log?: Log | undefined;
};

/** Options as the settings they stand for. Throws a TypeError for what can't be understood. */
export function configOf(options: SidecarOptions): Config {
  const defaults = loadConfig({});
  const { decisionLog } = options;
  const targets = decisionLog === undefined ? [] : parseLogTargets(decisionLog.target);
  if (targets === undefined) throw new TypeError(`decisionLog.target: expected ${LOG_TARGETS_FORM}`);
  return {
    ...defaults,
    decision: options.decision ?? defaults.decision,
    entities: options.entities,
    actions: options.actions,
    evaluationDeadline: options.deadline ?? defaults.evaluationDeadline,
    revisionWait: options.revisionWait ?? defaults.revisionWait,
    labels: options.labels,
    decisionLog: targets,
    decisionLogToken: decisionLog?.token,
    decisionLogSpool: decisionLog?.spool,
    // Only whether there is one counts here.
    policyBundle: 'bundle' in options ? String(options.bundle) : undefined,
  };
}

/** Throws a TypeError where it is not clear where policy and data are to come from. */
export function sourcesOf(options: SidecarOptions, log: Log): Sources {
  const { control, bundle } = options as Partial<ControlSource & StaticSource>;
  if ((control === undefined) === (bundle === undefined)) {
    throw new TypeError(
      'createSidecar needs either control, the URL of a control plane, or bundle, a policy',
    );
  }
  if ('bundle' in options) return staticSources({ bundle: options.bundle, data: options.data, log });
  const { token, ca, cacheFolder } = options;
  const url = options.control.replace(/\/+$/, '');
  const pem = ca === undefined ? undefined : readFileSync(ca, 'utf8');
  return fromControl({ url, token, ca: pem, cacheFolder, log });
}
