import { ClientCertificates } from '../access/gate/client-certificates.ts';
import { checkExposure } from '../access/gate/exposure.ts';
import type { GateOptions } from '../access/gate/gate.ts';
import { reloaded } from '../access/gate/reloaded.ts';
import { openServerTls, type ServerTls } from '../access/gate/tls/server-tls.ts';
import { readTlsSettings } from '../access/gate/tls/tls-files.ts';
import { readTokenGrants } from '../access/gate/token-grants.ts';
import { TokenTable } from '../access/gate/token-table.ts';
import { type Config, settings } from '../config.ts';
import type { Log } from '../log.ts';
import { StopMessage } from '../stop-message.ts';
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
  const tls = await openTls(config, log, closers);
  const clients =
    config.accessTlsClientCa === undefined ? undefined : new ClientCertificates(config.accessClients);
  return {
    tls,
    gate: {
      tokens: await openTokens(config, log, closers),
      clients,
      maxRequests: config.accessMaxRequests,
      maxConnections: config.accessMaxConnections,
    },
  };
}

async function openTokens(config: Config, log: Log, closers: Closers): Promise<GateOptions['tokens']> {
  const { accessTokens, accessTokensFile: file } = config;
  const { variable } = settings.accessTokensFile;
  if (file === undefined) {
    return accessTokens === undefined ? undefined : { current: new TokenTable(accessTokens) };
  }
  if (accessTokens !== undefined) {
    throw new StopMessage(`${settings.accessTokens.variable} and ${variable}: give only one of them.`, 2);
  }
  const tokens = await reloaded({
    what: 'tokens',
    paths: [file],
    make: ([text = '']) => new TokenTable(readTokenGrants(text)),
    log,
  }).catch((error: Error) => {
    throw new StopMessage(`${variable}: ${error.message}`);
  });
  closers.add(() => tokens.close());
  return tokens;
}

async function openTls(config: Config, log: Log, closers: Closers): Promise<ServerTls | undefined> {
  const files = readTlsSettings(
    {
      cert: config.accessTlsCert,
      key: config.accessTlsKey,
      clientCa: config.accessTlsClientCa,
      clients: config.accessClients !== undefined,
    },
    {
      cert: settings.accessTlsCert.variable,
      key: settings.accessTlsKey.variable,
      clientCa: settings.accessTlsClientCa.variable,
      clients: settings.accessClients.variable,
    },
  );
  if (files === undefined) return undefined;
  const tls = await openServerTls({ files, log });
  closers.add(() => tls.close());
  return tls;
}
