import { CLIENT_GRANTS_FORM, parseClientGrants } from '../access/gate/client-grants.ts';
import { readTokenGrants, TOKEN_GRANTS_FORM } from '../access/gate/token-grants.ts';
import { optional, setting } from './setting.ts';
import { filePath, numberFrom } from './values.ts';

const TOKENS = 'POSTERN_ACCESS_TOKENS';

/** Who may ask the decision API, and how much at a time. */
export const gateSettings = {
  accessTokens: optional({
    variable: TOKENS,
    otherwise: 'none, which only a loopback address or a socket may have',
    sentence:
      'The bearer tokens of which a caller of the decision API must send one. A token alone may ask for decide, filter and search.',
    expected: TOKEN_GRANTS_FORM,
    parse: (text) => {
      try {
        return readTokenGrants(text);
      } catch (error) {
        throw new Error(`${TOKENS}: ${(error as Error).message}`);
      }
    },
    secret: true,
  }),
  accessTokensFile: optional({
    variable: `${TOKENS}_FILE`,
    otherwise: 'the tokens stand in the environment',
    sentence: 'A file with the same; read again when it changes.',
    ...filePath,
  }),
  accessTlsCert: optional({
    variable: 'POSTERN_ACCESS_TLS_CERT',
    otherwise: 'plain HTTP',
    sentence:
      'The certificate of the decision API with those between it and the authority, as PEM; read again when it changes.',
    ...filePath,
  }),
  accessTlsKey: optional({
    variable: 'POSTERN_ACCESS_TLS_KEY',
    otherwise: 'plain HTTP',
    sentence: 'The private key of that certificate, as PEM, not encrypted; read again when it changes.',
    ...filePath,
  }),
  accessTlsClientCa: optional({
    variable: 'POSTERN_ACCESS_TLS_CLIENT_CA',
    otherwise: 'clients are asked for none',
    sentence:
      'The authorities, as PEM, of whose client certificates a caller of the decision API must have one; read again when it changes.',
    ...filePath,
  }),
  accessTlsClients: optional({
    variable: 'POSTERN_ACCESS_TLS_CLIENTS',
    otherwise: 'decide, filter and search for each certificate of those authorities',
    sentence: 'Which client certificates may ask for what, by a name in them.',
    expected: CLIENT_GRANTS_FORM,
    parse: parseClientGrants,
  }),
  headerLimit: setting({
    variable: 'POSTERN_HEADER_LIMIT',
    default: '16384',
    sentence: 'The longest headers of a request, in bytes; longer ones are answered with 431.',
    ...numberFrom(1024, 1_048_576),
  }),
  maxRequests: setting({
    variable: 'POSTERN_MAX_REQUESTS',
    default: '1000',
    sentence:
      'How many requests to the decision API are worked on at a time, a long body or a batch counting for several; those beyond are answered with 503.',
    ...numberFrom(1, 1_000_000),
  }),
  maxConnections: setting({
    variable: 'POSTERN_MAX_CONNECTIONS',
    default: '10000',
    sentence: 'How many connections the decision API has at a time; those beyond are closed.',
    ...numberFrom(1, 1_000_000),
  }),
};
