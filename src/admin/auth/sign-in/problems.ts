import { Problem } from '../../http/problem.ts';

/** 401: the same whether the address is unknown, the password wrong, or the account not active. */
export function wrongCredentials(): Problem {
  return new Problem({
    status: 401,
    code: 'wrong-credentials',
    title: 'Not signed in',
    detail: 'The address or the password is wrong.',
  });
}

/** 401: the password is right, and a code is needed. */
export function secondFactorRequired(): Problem {
  return new Problem({
    status: 401,
    code: 'second-factor-required',
    title: 'Not signed in',
    detail: 'Send a code of the authenticator app, or a recovery code, as well.',
  });
}

export function wrongCode(): Problem {
  return new Problem({
    status: 401,
    code: 'wrong-code',
    title: 'Not signed in',
    detail: 'The code is wrong, was used already, or is not good any more.',
  });
}
