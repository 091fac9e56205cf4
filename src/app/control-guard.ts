import type { FastifyServerFactory } from 'fastify';
import { checkExposure } from '../access/gate/exposure.ts';
import { openServerTls } from '../access/gate/tls/server-tls.ts';
import { readTlsSettings } from '../access/gate/tls/tls-files.ts';
import { tlsServerFactory } from '../access/gate/tls/tls-server-factory.ts';
import { type Config, settings } from '../config.ts';
import type { Log } from '../log.ts';
import type { Closers } from './closers.ts';

/** Milliseconds for a sidecar's request to arrive. */
const REQUEST_MS = 10_000;

/** Throws a StopMessage where others than this machine could have the bundles without a token. */
export function checkControlExposure({ controlListen, controlTokens }: Config): void {
  const { variable } = settings.controlTokens;
  checkExposure(
    controlListen,
    { tokens: controlTokens !== undefined, clientCertificates: false },
    { listen: settings.controlListen.variable, tokens: variable, tokensFile: `${variable}_FILE` },
  );
}

/** What makes the HTTPS server for the bundles; undefined where it is to be a plain one. */
export async function openControlTls(
  config: Config,
  log: Log,
  closers: Closers,
): Promise<FastifyServerFactory | undefined> {
  const { controlTlsCert, controlTlsKey } = settings;
  const files = readTlsSettings(
    { cert: config.controlTlsCert, key: config.controlTlsKey, clientCa: undefined, clients: false },
    { cert: controlTlsCert.variable, key: controlTlsKey.variable, clientCa: '', clients: '' },
  );
  if (files === undefined) return undefined;
  const tls = await openServerTls({ files, log });
  closers.add(() => tls.close());
  return tlsServerFactory(tls, { headersTimeout: REQUEST_MS });
}
