import { LISTEN_ADDRESS_FORM, parseListenAddress } from '../listen-address.ts';
import { setting } from './setting.ts';
import { numberFrom } from './values.ts';

/** How the management API is served. */
export const administrationSettings = {
  adminListen: setting({
    variable: 'POSTERN_ADMIN_LISTEN',
    default: '127.0.0.1:8282',
    sentence: 'Where the management API listens.',
    expected: LISTEN_ADDRESS_FORM,
    parse: parseListenAddress,
  }),
  idempotencyHours: setting({
    variable: 'POSTERN_IDEMPOTENCY_HOURS',
    default: '24',
    sentence:
      'How long the answer to a request with an Idempotency-Key is kept for whoever sends it again, in hours.',
    ...numberFrom(1, 720),
  }),
};
