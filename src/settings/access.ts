import { CLIENT_GRANTS_FORM, parseClientGrants } from '../access/gate/client-grants.ts';
import { readTokenGrants, TOKEN_GRANTS_FORM } from '../access/gate/token-grants.ts';
import { LISTEN_ADDRESS_FORM, parseListenAddress } from '../listen-address.ts';
import { optional, setting } from './setting.ts';
import { baseUrl, filePath, numberFrom } from './values.ts';

/** Where the decision API is served, to whom, and how much at a time. */
export const accessSettings = {
  accessListen: setting({
    variable: 'POSTERN_ACCESS_LISTEN',
    default: '127.0.0.1:8181',
    sentence: 'Where the decision API listens.',
    expected: LISTEN_ADDRESS_FORM,
    parse: parseListenAddress,
  }),
  accessUrl: optional({
    variable: 'POSTERN_ACCESS_URL',
    otherwise: 'the loopback address it listens on',
    sentence: 'Where clients reach the decision API: the base of the addresses that its metadata names.',
    ...baseUrl,
  }),
  accessTokens: optional({
    variable: 'POSTERN_ACCESS_TOKENS',
    otherwise: 'none, which only a loopback address or a socket may have',
    sentence: 'The bearer tokens that the decision API accepts, each with what it may ask for.',
    expected: TOKEN_GRANTS_FORM,
    parse: readTokenGrants,
    secret: true,
  }),
  accessTokensFile: optional({
    variable: 'POSTERN_ACCESS_TOKENS_FILE',
    otherwise: 'none',
    sentence: 'The same in a file, one a line; read again when it changes.',
    ...filePath,
  }),
  accessTlsCert: optional({
    variable: 'POSTERN_ACCESS_TLS_CERT',
    otherwise: 'plain HTTP',
    sentence: "The decision API's certificate with those above it, as PEM; read again when it changes.",
    ...filePath,
  }),
  accessTlsKey: optional({
    variable: 'POSTERN_ACCESS_TLS_KEY',
    otherwise: 'plain HTTP',
    sentence: 'Its private key, as PEM, not encrypted; read again when it changes.',
    ...filePath,
  }),
  accessTlsClientCa: optional({
    variable: 'POSTERN_ACCESS_TLS_CLIENT_CA',
    otherwise: 'clients are not asked for certificates',
    sentence: "The authorities whose client certificates are accepted in a token's place, as PEM.",
    ...filePath,
  }),
  accessClients: optional({
    variable: 'POSTERN_ACCESS_CLIENTS',
    otherwise: 'each certificate of those authorities may decide, filter and search',
    sentence: 'Which client certificates may ask for what.',
    expected: CLIENT_GRANTS_FORM,
    parse: parseClientGrants,
  }),
  accessMaxRequests: setting({
    variable: 'POSTERN_ACCESS_MAX_REQUESTS',
    default: '1000',
    sentence: 'How many requests the decision API works on at a time; those beyond are answered with 503.',
    ...numberFrom(1, 1_000_000),
  }),
  accessMaxConnections: setting({
    variable: 'POSTERN_ACCESS_MAX_CONNECTIONS',
    default: '10000',
    sentence: 'How many connections it holds; those beyond are closed.',
    ...numberFrom(1, 1_000_000),
  }),
  bodyLimit: setting({
    variable: 'POSTERN_BODY_LIMIT',
    default: '1048576',
    sentence: 'The longest request body in bytes, eight times as long for a batch; 413 beyond.',
    ...numberFrom(1024, 104_857_600),
  }),
  headerLimit: setting({
    variable: 'POSTERN_HEADER_LIMIT',
    default: '16384',
    sentence: "The most that a request's headers may be in bytes; 431 beyond.",
    ...numberFrom(1024, 1_048_576),
  }),
  requestTimeout: setting({
    variable: 'POSTERN_REQUEST_TIMEOUT',
    default: '10000',
    sentence: 'How long a client may take to send a request, in milliseconds.',
    ...numberFrom(100, 600_000),
  }),
};
