import { constants, readFileSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { type Config, settings } from '../config.ts';
import { checkPlace, listen } from '../listen.ts';
import type { ListenAddress } from '../listen-address.ts';
import type { Log } from '../log.ts';
import { shippedPolicy } from '../policy/build/shipped-policy.ts';
import { StopMessage } from '../stop-message.ts';
import { checkAccessExposure } from './access-guard.ts';
import { type Startable, startable } from './closers.ts';
import { openDecisionApi } from './decision-api.ts';
import { createDecisionPlane, type DecisionPlane } from './decision-plane.ts';
import { fromControl } from './sources/from-control.ts';
import type { Sources } from './sources/sources.ts';
import { staticSources } from './sources/static-sources.ts';

export interface SidecarServing {
  readonly access: ListenAddress;
  readonly plane: DecisionPlane;
  /** Resolves when there are a policy and data to decide by. With files, there are. */
  readonly ready: Promise<void>;
}

export type SidecarApp = Startable<SidecarServing>;

/**
 * The decision API alone, on a control plane elsewhere or on files. Until the control plane has been reached, or what
 * was kept of it on disk has been read, it serves refusals; a file that can't be used stops the start.
 */
export function createSidecarApp(config: Config, log: Log): SidecarApp {
  return startable(async (closers) => {
    checkAccessExposure(config);
    const place = { address: config.accessListen, variable: settings.accessListen.variable };
    await checkPlace(place);
    const plane = createDecisionPlane({
      sources: await sourcesOf(config, log),
      decision: config.decision,
      filters: config.filters,
      deadline: config.evaluationDeadline,
      memory: config.policyMemory,
      log,
    });
    closers.add(() => plane.close());
    const ready = plane.start();
    ready.catch(() => undefined);
    if (config.controlUrl === undefined) {
      await ready.catch((error: Error) => {
        throw new StopMessage(error.message);
      });
    }
    const api = await openDecisionApi(plane, config, log, closers);
    return { access: await listen(api.server, place), plane, ready };
  });
}

async function sourcesOf(config: Config, log: Log): Promise<Sources> {
  const { controlUrl, policyBundle = shippedPolicy.bundle, dataFile } = config;
  if (controlUrl === undefined) return staticSources({ bundle: policyBundle, data: dataFile, log });
  if (config.cacheFolder !== undefined) await checkCache(config.cacheFolder);
  return fromControl({
    url: controlUrl,
    token: config.controlToken,
    ca: config.controlCa === undefined ? undefined : readAuthorities(config.controlCa),
    cacheFolder: config.cacheFolder,
    waitMs: waitOf(config),
    log,
  });
}

/** The control plane says only when it answers that the data is current, so it has to answer within the limit. */
function waitOf({ controlWait, maxDataAge }: Config): number {
  return maxDataAge === 0 ? controlWait : Math.max(1000, Math.min(controlWait, maxDataAge * 500));
}

/** A folder that can't be used would be noticed only when the control plane is away. */
async function checkCache(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { variable } = settings.cacheFolder;
    throw new StopMessage(
      `the cache folder ${folder} can't be read and written: ${(error as Error).message}. Set ${variable} (--cache) to a folder of this user, or leave it out to keep nothing.`,
    );
  }
}

function readAuthorities(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new StopMessage(`${settings.controlCa.variable}: ${(error as Error).message}`);
  }
}
