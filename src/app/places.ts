import { type Config, settings } from '../config.ts';
import type { Place } from '../listen.ts';
import { StopMessage } from '../stop-message.ts';

/** Where the servers are to listen, by the settings. */
export function placesOf(config: Config): Readonly<Record<'access' | 'admin' | 'control', Place>> {
  return {
    access: { address: config.accessListen, variable: settings.accessListen.variable },
    admin: { address: config.adminListen, variable: settings.adminListen.variable },
    control: { address: config.controlListen, variable: settings.controlListen.variable },
  };
}

/** Throws a StopMessage for settings that say where a sidecar has its policy and data from. */
export function refuseSidecarSettings(config: Config): void {
  for (const name of ['controlUrl', 'dataFile', 'cacheFolder'] as const) {
    if (config[name] === undefined) continue;
    const { variable } = settings[name];
    throw new StopMessage(
      `${variable} is for "postern sidecar": this command has its data from Postgres.`,
      2,
    );
  }
}
