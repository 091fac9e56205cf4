import { readTokenGrants } from '../access/gate/token-grants.ts';
import { LISTEN_ADDRESS_FORM, parseListenAddress } from '../listen-address.ts';
import { optional, setting } from './setting.ts';
import { baseUrl, bearerToken, filePath, folderPath, numberFrom } from './values.ts';

/** Tokens by the same rules as those of the decision API, but all of them may ask for the same. */
function readTokens(text: string): readonly string[] {
  if (text.includes(':')) throw new Error('these tokens have no authorities: leave out what follows a colon');
  return readTokenGrants(text).map(({ token }) => token);
}

/** How bundles get from a control plane to a sidecar. */
export const controlSettings = {
  controlListen: setting({
    variable: 'POSTERN_CONTROL_LISTEN',
    default: '127.0.0.1:8383',
    sentence: 'Where a control plane offers policy and data as bundles, for sidecars and OPA servers.',
    expected: LISTEN_ADDRESS_FORM,
    parse: parseListenAddress,
  }),
  controlTokens: optional({
    variable: 'POSTERN_CONTROL_TOKENS',
    otherwise: 'none, which only a loopback address or a socket may have',
    sentence: 'The bearer tokens of which a sidecar must send one.',
    expected: 'at least 16 letters, digits or characters of -._~+/=, several separated by commas',
    parse: readTokens,
    secret: true,
  }),
  controlTlsCert: optional({
    variable: 'POSTERN_CONTROL_TLS_CERT',
    otherwise: 'plain HTTP',
    sentence: 'The certificate for the bundles with those above it, as PEM; read again when it changes.',
    ...filePath,
  }),
  controlTlsKey: optional({
    variable: 'POSTERN_CONTROL_TLS_KEY',
    otherwise: 'plain HTTP',
    sentence: 'Its private key, as PEM, not encrypted; read again when it changes.',
    ...filePath,
  }),
  controlUrl: optional({
    variable: 'POSTERN_CONTROL_URL',
    otherwise: 'a sidecar serves files',
    sentence: 'The control plane that a sidecar follows: where its bundles are offered.',
    ...baseUrl,
  }),
  controlToken: optional({
    variable: 'POSTERN_CONTROL_TOKEN',
    otherwise: 'none is sent',
    sentence: 'The bearer token that a sidecar sends to its control plane.',
    ...bearerToken,
    secret: true,
  }),
  controlCa: optional({
    variable: 'POSTERN_CONTROL_CA',
    otherwise: 'the usual authorities',
    sentence: 'Whose certificate for the control plane a sidecar trusts, as PEM.',
    ...filePath,
  }),
  controlWait: setting({
    variable: 'POSTERN_CONTROL_WAIT',
    default: '10000',
    sentence: 'How long a sidecar has the control plane wait for news before it asks again, in milliseconds.',
    ...numberFrom(1000, 600_000),
  }),
  cacheFolder: optional({
    variable: 'POSTERN_CACHE_FOLDER',
    otherwise: 'nothing is kept',
    sentence:
      "A folder of this process's own, in which a sidecar keeps the last good bundles, to start from while the control plane is away.",
    ...folderPath,
  }),
};
