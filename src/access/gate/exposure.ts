import { BlockList, isIPv6 } from 'node:net';
import { formatListenAddress, type ListenAddress } from '../../listen-address.ts';
import { StopMessage } from '../../stop-message.ts';

/** Which credentials a server demands. */
export interface DemandedCredentials {
  readonly tokens: boolean;
  readonly clientCertificates: boolean;
}

/** The variables of the settings that a message is to name; without `clientCa`, the server knows no client certificates. */
export interface ExposureSettings {
  readonly listen: string;
  readonly tokens: string;
  readonly tokensFile?: string;
  readonly clientCa?: string;
}

/** Throws a StopMessage where a server would answer anybody who can reach an address that others than this machine can. */
export function checkExposure(
  address: ListenAddress,
  demanded: DemandedCredentials,
  settings: ExposureSettings,
): void {
  if (isLocal(address) || demanded.tokens || demanded.clientCertificates) return;
  const { listen, tokens, tokensFile, clientCa } = settings;
  const orFile = tokensFile === undefined ? '' : ` (or ${tokensFile})`;
  const orCertificates = clientCa === undefined ? '' : `, or ${clientCa} to demand client certificates`;
  throw new StopMessage(
    `${formatListenAddress(address)} can be reached from other machines, and nobody would be asked for a credential. ` +
      `Set ${tokens}${orFile} to demand a bearer token${orCertificates}; or set ${listen} to a loopback address or a socket.`,
  );
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether only processes of this machine reach the address. Of names only `localhost` is known to be such. */
export function isLocal(address: ListenAddress): boolean {
  if (address.kind === 'unix') return true;
  const { host } = address;
  return host.toLowerCase() === 'localhost' || LOOPBACK.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
}
