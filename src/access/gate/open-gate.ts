import type { Log } from '../../log.ts';
import { StopMessage } from '../../stop-message.ts';
import { ClientCertificates } from './client-certificates.ts';
import type { ClientGrant } from './client-grants.ts';
import type { CredentialOptions } from './credentials.ts';
import { reloaded } from './reloaded.ts';
import { openServerTls, type ServerTls } from './tls/server-tls.ts';
import { readTlsSettings } from './tls/tls-files.ts';
import { readTokenGrants, type TokenGrant } from './token-grants.ts';
import { TokenTable } from './token-table.ts';

/** Who may ask, as it was set. */
export interface GateSettings {
  readonly tokens?: readonly TokenGrant[] | undefined;
  /** A file of tokens, in place of `tokens`. */
  readonly tokensFile?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly tlsClientCa?: string | undefined;
  readonly clients?: readonly ClientGrant[] | undefined;
}

export interface OpenGateOptions {
  readonly settings: GateSettings;
  /** The variables that the settings come from, for messages to name. */
  readonly variables: Readonly<Record<keyof GateSettings, string>>;
  readonly log: Pick<Log, 'info' | 'error'>;
  /** How often files are looked at when the system told of no change, in milliseconds. */
  readonly pollMs?: number;
}

/** The credentials of a server, followed as they change. */
export interface OpenGate {
  readonly credentials: CredentialOptions;
  /** Undefined where the server speaks plain HTTP. */
  readonly tls: ServerTls | undefined;
  /** Ends the watching of files. */
  close(): Promise<void>;
}

/**
 * Reads the credentials that a decision API is to demand, and its certificate. Rejects with a StopMessage that names the
 * settings where they are incomplete or a file can't be used. Whether the address may do without is for `checkExposure`.
 */
export async function openGate({ settings, variables, log, pollMs }: OpenGateOptions): Promise<OpenGate> {
  const { tokensFile, tlsCert, tlsKey, tlsClientCa, clients } = settings;
  if (settings.tokens !== undefined && tokensFile !== undefined)
    throw new StopMessage(`${variables.tokens} and ${variables.tokensFile}: give only one of them.`, 2);
  const files = readTlsSettings(
    { cert: tlsCert, key: tlsKey, clientCa: tlsClientCa, clients: clients !== undefined },
    {
      cert: variables.tlsCert,
      key: variables.tlsKey,
      clientCa: variables.tlsClientCa,
      clients: variables.clients,
    },
  );
  const watching = { log, ...(pollMs === undefined ? {} : { pollMs }) };
  const given = settings.tokens && { current: new TokenTable(settings.tokens) };
  const followed = tokensFile && (await followTokens(tokensFile, variables.tokensFile, watching));
  const stopFollowing = async () => (followed ? await followed.close() : undefined);
  try {
    const tls = files && (await openServerTls({ files, ...watching }));
    return {
      credentials: {
        tokens: followed || given,
        clients: tlsClientCa === undefined ? undefined : new ClientCertificates(clients),
      },
      tls,
      close: async () => {
        await Promise.all([stopFollowing(), tls?.close()]);
      },
    };
  } catch (error) {
    await stopFollowing();
    throw error;
  }
}

async function followTokens(
  path: string,
  variable: string,
  watching: Pick<OpenGateOptions, 'log' | 'pollMs'>,
) {
  try {
    return await reloaded({
      what: 'tokens',
      paths: [path],
      make: ([text = '']) => new TokenTable(readTokenGrants(text)),
      ...watching,
    });
  } catch (error) {
    throw new StopMessage(`${variable}: ${path} can't be used: ${(error as Error).message}`);
  }
}
