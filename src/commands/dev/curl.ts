import type { ListenAddress } from '../../listen-address.ts';

/** A JSON request by `curl`, as one line for a POSIX shell. */
export interface CurlRequest {
  readonly to: ListenAddress;
  readonly path: string;
  readonly body: unknown;
  /** A file whose content is the bearer token. */
  readonly tokenFile?: string;
}

export function curlLine({ to, path, body, tokenFile }: CurlRequest): string {
  const socket = to.kind === 'unix' ? ` --unix-socket ${quote(to.path)}` : '';
  // A command substitution inside double quotes has quotes of its own.
  const token = tokenFile === undefined ? '' : ` -H "Authorization: Bearer $(cat ${quote(tokenFile)})"`;
  const type = ` -H 'Content-Type: application/json'`;
  return `curl -sS${socket} ${baseUrl(to)}${path}${token}${type} -d ${quote(JSON.stringify(body))}`;
}

/** Where a client on this machine reaches a server that listens there. */
export function baseUrl(to: ListenAddress): string {
  if (to.kind === 'unix') return 'http://localhost';
  const host = to.host === '0.0.0.0' ? '127.0.0.1' : to.host === '::' ? '::1' : to.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${to.port}`;
}

/** Source: POSIX shell command language, 2.2.2: inside single quotes every character stands for itself. */
function quote(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
