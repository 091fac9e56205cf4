import { checkExposure } from '../access/gate/exposure.ts';
import type { GateOptions } from '../access/gate/gate.ts';
import { openGate } from '../access/gate/open-gate.ts';
import type { ServerTls } from '../access/gate/tls/server-tls.ts';
import { type Config, settings } from '../config.ts';
import type { Log } from '../log.ts';
import type { Closers } from './closers.ts';

export interface AccessGuard {
  readonly gate: GateOptions;
  readonly tls: ServerTls | undefined;
}

/** Throws a StopMessage where others than this machine could ask for decisions without a credential. */
export function checkAccessExposure(config: Config): void {
  const { accessTokens, accessTokensFile, accessTlsClientCa } = config;
  const tokens = accessTokens !== undefined || accessTokensFile !== undefined;
  checkExposure(
    config.accessListen,
    { tokens, clientCertificates: accessTlsClientCa !== undefined },
    {
      listen: settings.accessListen.variable,
      tokens: settings.accessTokens.variable,
      tokensFile: settings.accessTokensFile.variable,
      clientCa: settings.accessTlsClientCa.variable,
    },
  );
}

/** Reads what the settings say of who may ask the decision API, and follows the files they name. */
export async function openAccessGuard(config: Config, log: Log, closers: Closers): Promise<AccessGuard> {
  const opened = await openGate({
    settings: {
      tokens: config.accessTokens,
      tokensFile: config.accessTokensFile,
      tlsCert: config.accessTlsCert,
      tlsKey: config.accessTlsKey,
      tlsClientCa: config.accessTlsClientCa,
      clients: config.accessClients,
    },
    variables: {
      tokens: settings.accessTokens.variable,
      tokensFile: settings.accessTokensFile.variable,
      tlsCert: settings.accessTlsCert.variable,
      tlsKey: settings.accessTlsKey.variable,
      tlsClientCa: settings.accessTlsClientCa.variable,
      clients: settings.accessClients.variable,
    },
    log,
  });
  closers.add(() => opened.close());
  return {
    tls: opened.tls,
    gate: {
      ...opened.credentials,
      maxRequests: config.accessMaxRequests,
      maxConnections: config.accessMaxConnections,
    },
  };
}
