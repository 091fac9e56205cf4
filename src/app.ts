import { checkAccessExposure } from './app/access-guard.ts';
import { type Startable, startable } from './app/closers.ts';
import { checkControlExposure } from './app/control-guard.ts';
import { type ControlPlane, openControlPlane } from './app/control-plane.ts';
import { type DatabaseOptions, refuseHomeInUse } from './app/database.ts';
import { openDecisionApi } from './app/decision-api.ts';
import { placesOf, refuseSidecarSettings } from './app/places.ts';
import type { DataSource } from './data/data-source.ts';
import { checkPlace, closeServer, listen } from './listen.ts';
import type { ListenAddress } from './listen-address.ts';
import type { Decision, DecisionRequest } from './policy/decision.ts';

/** How long requests under way may take once the process is asked to end, in milliseconds. */
const CLOSE_PATIENCE = 400;

export type AppOptions = DatabaseOptions;

/** A control plane, serving. */
export interface ControlServing {
  readonly admin: ListenAddress;
  /** Where the bundles are. */
  readonly control: ListenAddress;
  /** The first administrator's token if it was made now; it is kept nowhere. */
  readonly madeToken: string | undefined;
}

/** Both planes, serving. */
export interface Serving extends ControlServing {
  readonly access: ListenAddress;
  readonly data: DataSource;
  readonly decide: (request: DecisionRequest) => Decision;
}

export type App = Startable<Serving>;
export type ControlApp = Startable<ControlServing>;

/** The management API and the bundles for sidecars, on Postgres. */
export function createControlApp(options: AppOptions): ControlApp {
  return startable(async (closers) => {
    const places = placesOf(options.config);
    await checkBegin(options, [places.admin, places.control]);
    const control = await openControlPlane(options, closers);
    closers.add(() => closeControl(control));
    return await listenForControl(control, places);
  });
}

/** The same, and the decision API in the same process. */
export function createApp(options: AppOptions): App {
  return startable(async (closers) => {
    const { config, log } = options;
    const places = placesOf(config);
    checkAccessExposure(config);
    await checkBegin(options, [places.access, places.admin, places.control]);
    const control = await openControlPlane(options, closers);
    closers.add(() => closeControl(control));
    const api = await openDecisionApi(control.plane, config, log, closers, control.rows);
    return {
      access: await listen(api.server, places.access),
      ...(await listenForControl(control, places)),
      data: control.plane.data,
      decide: control.decide,
    };
  });
}

type Places = ReturnType<typeof placesOf>;

async function checkBegin({ config }: AppOptions, places: readonly Places['access'][]): Promise<void> {
  refuseSidecarSettings(config);
  checkControlExposure(config);
  refuseHomeInUse(config);
  await Promise.all(places.map(checkPlace));
}

async function listenForControl(
  { admin, bundles, madeToken }: ControlPlane,
  places: Places,
): Promise<ControlServing> {
  return {
    admin: await listen(admin, places.admin),
    control: await listen(bundles, places.control),
    madeToken,
  };
}

async function closeControl({ admin, bundles }: ControlPlane): Promise<void> {
  await Promise.all([closeServer(admin, CLOSE_PATIENCE), closeServer(bundles, CLOSE_PATIENCE)]);
}
