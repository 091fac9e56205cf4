import { StopMessage } from '../../../stop-message.ts';

/** Where certificates are, as paths of PEM files. */
export interface TlsFiles {
  /** The server's certificate, and those between it and the authority. */
  readonly cert: string;
  /** Its private key, not encrypted. */
  readonly key: string;
  /** The authorities whose client certificates are accepted; undefined where none are asked for. */
  readonly clientCa: string | undefined;
}

/** The settings as they were given, and the variables that a message is to name. */
export interface TlsSettings {
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly clientCa: string | undefined;
  /** Whether it is said which client may ask for what. */
  readonly clients: boolean;
}

export interface TlsVariables {
  readonly cert: string;
  readonly key: string;
  readonly clientCa: string;
  readonly clients: string;
}

/** Undefined where TLS is not set up. Throws a StopMessage where it is in part only. */
export function readTlsSettings(
  { cert, key, clientCa, clients }: TlsSettings,
  variables: TlsVariables,
): TlsFiles | undefined {
  const demand = (given: string, missing: string) => {
    throw new StopMessage(`${given} is set without ${missing}; set both or neither.`);
  };
  if (clients && clientCa === undefined) demand(variables.clients, variables.clientCa);
  if (clientCa !== undefined && cert === undefined) demand(variables.clientCa, variables.cert);
  if (cert === undefined && key === undefined) return undefined;
  if (key === undefined) return demand(variables.cert, variables.key);
  if (cert === undefined) return demand(variables.key, variables.cert);
  return { cert, key, clientCa };
}
