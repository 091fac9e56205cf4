import { findOpa } from '../../src/policy/build/opa.ts';

const found = await findOpa(process.env).catch(() => undefined);

/** Test options that skip what needs the program `opa` where it is missing. */
export const needsOpa: { readonly skip: string | false } = {
  skip: found === undefined ? 'opa is neither in OPA_BIN nor on the PATH' : false,
};

/** The program `opa`; only for tests with `needsOpa`. */
export const opa: string = found ?? 'opa';
