import { constants, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions, type Server } from 'node:tls';
import type { Log } from '../../../log.ts';
import { StopMessage } from '../../../stop-message.ts';
import { type Reloaded, reloaded } from '../reloaded.ts';
import type { TlsFiles } from './tls-files.ts';

/** The TLS of a server: what it begins with, and what comes in its place. */
export interface ServerTls {
  readonly current: SecureContextOptions;
  /** Whether clients are asked for a certificate. None is demanded, and what is shown has to be judged by request. */
  readonly asksClients: boolean;
  /** Gives the server each later context. Connections that it has keep theirs. */
  follow(server: Server): void;
  close(): Promise<void>;
}

export interface ServerTlsOptions {
  readonly files: TlsFiles;
  readonly log: Pick<Log, 'info' | 'error'>;
  /** How often the files are looked at when the system told of no change, in milliseconds. */
  readonly pollMs?: number;
}

/**
 * Reads certificate and key, and again when they change; a pair that does not fit together is logged and the one before
 * it stays. Rejects with a StopMessage when the first can't be used.
 */
export async function openServerTls({ files, log, pollMs }: ServerTlsOptions): Promise<ServerTls> {
  const { cert, key, clientCa } = files;
  const servers = new Set<Server>();
  const paths = clientCa === undefined ? [cert, key] : [cert, key, clientCa];
  let contexts: Reloaded<SecureContextOptions>;
  try {
    contexts = await reloaded({
      what: 'TLS',
      paths,
      make: ([certificate = '', privateKey = '', authorities]) =>
        makeContext(certificate, privateKey, authorities),
      onValue: (context) => {
        for (const server of servers) server.setSecureContext(context);
      },
      log,
      ...(pollMs === undefined ? {} : { pollMs }),
    });
  } catch (error) {
    throw new StopMessage(`TLS can't be set up from ${paths.join(', ')}: ${(error as Error).message}.`);
  }
  return {
    get current() {
      return contexts.current;
    },
    asksClients: clientCa !== undefined,
    follow(server) {
      servers.add(server);
      server.once('close', () => servers.delete(server));
    },
    close: () => contexts.close(),
  };
}

/**
 * Checks what OpenSSL would take in silence, and lets it check the rest. Sessions are not resumed where clients show
 * certificates: a resumed one would count as authorized whether or not it had one.
 */
function makeContext(cert: string, key: string, ca: string | undefined): SecureContextOptions {
  const [own] = readCertificates(cert, 'the certificate file');
  if (own?.checkPrivateKey(readKey(key)) !== true) throw new Error('the key is not that of the certificate');
  const context: SecureContextOptions = {
    cert,
    key,
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca, secureOptions: constants.SSL_OP_NO_TICKET }),
  };
  if (ca !== undefined) readCertificates(ca, 'the file of client authorities');
  try {
    createSecureContext(context);
  } catch (error) {
    throw new Error(`certificate and key can't be used: ${(error as Error).message}`);
  }
  return context;
}

function readCertificates(pem: string, what: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new Error(`${what} has no certificate in PEM form`);
  return blocks.map((block) => {
    try {
      return new X509Certificate(block);
    } catch (error) {
      throw new Error(`${what} has a certificate that can't be read: ${(error as Error).message}`);
    }
  });
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new Error(`the key can't be read: ${(error as Error).message}`);
  }
}
