import type { ListenAddress } from '../../listen-address.ts';
import type { Log } from '../../log.ts';
import { StopMessage } from '../../stop-message.ts';
import { ClientCertificates } from './client-certificates.ts';
import type { ClientGrant } from './client-grants.ts';
import { checkExposure } from './exposure.ts';
import type { GateOptions } from './gate.ts';
import { reloaded } from './reloaded.ts';
import { openServerTls, type ServerTls } from './tls/server-tls.ts';
import { readTlsSettings } from './tls/tls-files.ts';
import { readTokenGrants, type TokenGrant } from './token-grants.ts';
import { TokenTable } from './token-table.ts';

/** Who may ask, as it was set. A file of tokens is read anew when it changes, and then `tokens` does not matter. */
export interface GateSettings {
  readonly tokens?: readonly TokenGrant[] | undefined;
  readonly tokensFile?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly tlsClientCa?: string | undefined;
  readonly tlsClients?: readonly ClientGrant[] | undefined;
}

/** The variables that the settings of a gate are read from. */
export const GATE_VARIABLES = {
  listen: 'POSTERN_ACCESS_LISTEN',
  tokens: 'POSTERN_ACCESS_TOKENS',
  tokensFile: 'POSTERN_ACCESS_TOKENS_FILE',
  tlsCert: 'POSTERN_ACCESS_TLS_CERT',
  tlsKey: 'POSTERN_ACCESS_TLS_KEY',
  tlsClientCa: 'POSTERN_ACCESS_TLS_CLIENT_CA',
  tlsClients: 'POSTERN_ACCESS_TLS_CLIENTS',
} as const;

export interface OpenGateOptions {
  readonly settings: GateSettings;
  /** Where the server is to listen. */
  readonly address: ListenAddress;
  readonly log: Pick<Log, 'info' | 'error'>;
  /** How often files are looked at when the system told of no change, in milliseconds. */
  readonly pollMs?: number;
}

/** The credentials of a server, followed as they change. */
export interface OpenGate {
  readonly gate: Pick<GateOptions, 'tokens' | 'clients'>;
  /** Undefined where the server speaks plain HTTP. */
  readonly tls: ServerTls | undefined;
  /** Ends the watching of files. */
  close(): Promise<void>;
}

/**
 * Reads the credentials that a decision API is to demand, and its certificate. Rejects with a StopMessage that names the
 * settings where they are incomplete, where a file can't be used, or where nobody would be asked for a credential
 * on an address that others than this machine can reach.
 */
export async function openGate({ settings, address, log, pollMs }: OpenGateOptions): Promise<OpenGate> {
  const { tokensFile, tlsClients } = settings;
  const files = readTlsSettings(
    {
      cert: settings.tlsCert,
      key: settings.tlsKey,
      clientCa: settings.tlsClientCa,
      clients: tlsClients !== undefined,
    },
    {
      cert: GATE_VARIABLES.tlsCert,
      key: GATE_VARIABLES.tlsKey,
      clientCa: GATE_VARIABLES.tlsClientCa,
      clients: GATE_VARIABLES.tlsClients,
    },
  );
  const clientCertificates = files?.clientCa !== undefined;
  const knowsTokens = settings.tokens !== undefined || tokensFile !== undefined;
  checkExposure(
    address,
    { tokens: knowsTokens, clientCertificates },
    { ...GATE_VARIABLES, clientCa: GATE_VARIABLES.tlsClientCa },
  );
  const watching = { log, ...(pollMs === undefined ? {} : { pollMs }) };
  const tokens =
    tokensFile === undefined
      ? settings.tokens && { current: new TokenTable(settings.tokens), close: async () => {} }
      : await followTokens(tokensFile, watching);
  try {
    const tls = files && (await openServerTls({ files, ...watching }));
    const clients = clientCertificates ? new ClientCertificates(tlsClients) : undefined;
    return {
      gate: { tokens, clients },
      tls,
      close: async () => {
        await Promise.all([tokens?.close(), tls?.close()]);
      },
    };
  } catch (error) {
    await tokens?.close();
    throw error;
  }
}

async function followTokens(path: string, watching: Pick<OpenGateOptions, 'log' | 'pollMs'>) {
  try {
    return await reloaded({
      what: 'tokens',
      paths: [path],
      make: ([text = '']) => new TokenTable(readTokenGrants(text)),
      ...watching,
    });
  } catch (error) {
    throw new StopMessage(`${GATE_VARIABLES.tokensFile}: ${path} can't be used: ${(error as Error).message}`);
  }
}
