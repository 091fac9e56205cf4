import { LISTEN_ADDRESS_FORM, parseListenAddress } from '../listen-address.ts';
import { setting } from './setting.ts';

/** Where the management API is served. */
export const administrationSettings = {
  adminListen: setting({
    variable: 'POSTERN_ADMIN_LISTEN',
    default: '127.0.0.1:8282',
    sentence: 'Where the management API listens.',
    expected: LISTEN_ADDRESS_FORM,
    parse: parseListenAddress,
  }),
};
