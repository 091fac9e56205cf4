import { LISTEN_ADDRESS_FORM, parseListenAddress } from '../listen-address.ts';
import { optional, setting } from './setting.ts';
import { baseUrl, numberFrom } from './values.ts';

/** Where the APIs are served, and what a request may be. */
export const servingSettings = {
  accessListen: setting({
    variable: 'POSTERN_ACCESS_LISTEN',
    default: '127.0.0.1:8181',
    sentence: 'Where the decision API listens.',
    expected: LISTEN_ADDRESS_FORM,
    parse: parseListenAddress,
  }),
  accessUrl: optional({
    variable: 'POSTERN_ACCESS_URL',
    otherwise: 'made of the address it listens on',
    sentence: 'Where clients reach the decision API: the base of the addresses that its metadata names.',
    ...baseUrl,
  }),
  adminListen: setting({
    variable: 'POSTERN_ADMIN_LISTEN',
    default: '127.0.0.1:8282',
    sentence: 'Where the management API listens.',
    expected: LISTEN_ADDRESS_FORM,
    parse: parseListenAddress,
  }),
  bodyLimit: setting({
    variable: 'POSTERN_BODY_LIMIT',
    default: '1048576',
    sentence: 'The longest request body in bytes; a longer one is answered with 413.',
    ...numberFrom(1024, 104_857_600),
  }),
  requestTimeout: setting({
    variable: 'POSTERN_REQUEST_TIMEOUT',
    default: '10000',
    sentence: 'How long a client may take to send a request, in milliseconds.',
    ...numberFrom(100, 600_000),
  }),
};
