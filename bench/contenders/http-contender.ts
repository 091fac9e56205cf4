import type { Case } from '../support/cases.ts';
import type { BenchCompany } from '../support/company.ts';

/** A server that decides, and how it is asked. */
export interface HttpContender {
  readonly name: string;
  /** Whether its answers depend on how many users there are. */
  readonly readsUsers: boolean;
  readonly path: string;
  /** The body that asks about a case; undefined where it can't be asked. */
  body(asked: Case): string | undefined;
  /** Whether the answer allows; undefined where it does not decide. */
  allows(answer: unknown): boolean | undefined;
  /** Starts it with a company's data on the server's core. Undefined, with the reason, where its program is missing. */
  start(company: BenchCompany): Promise<RunningServer | { readonly missing: string }>;
}

export interface RunningServer {
  readonly origin: string;
  readonly pid: number;
  stop(): Promise<void>;
}
