import type { TestContext } from 'node:test';
import { createApp, type Serving } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config.ts';
import type { ListenAddress } from '../../../src/listen-address.ts';
import { testDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/dev-process.ts';
import { logLines } from '../../support/log-lines.ts';
import { until } from '../../support/until.ts';
import { type MailServer, mailServer, type Received } from '../people/smtp.ts';
import { Caller, type Told } from './caller.ts';

const FIRST_TOKEN = 'the-first-administrators-token';

/** A deployment that was started a moment ago: nobody is in it but the first administrator, who has a token. */
export interface Company {
  readonly first: Caller;
  /** Somebody of whom nothing is known yet. */
  readonly somebody: () => Promise<Caller>;
  /** Asks the decision API, at the revision of the last change at least, as a service does. */
  readonly may: (user: string, permission: string, resource: object) => Promise<boolean>;
  /** What a service may show of a type of resource, as a condition. */
  readonly filter: (user: string, permission: string, type: string) => Promise<Told>;
  /** The mail that comes for somebody, by SMTP. */
  readonly mailFor: (address: string) => Promise<string>;
}

/** Starts both planes on an empty database, with a mail server that speaks SMTP. */
export async function openCompany(t: TestContext): Promise<Company> {
  let close = async () => {};
  t.after(() => close());
  const { url: database } = await testDatabase(t);
  const mail: MailServer = await mailServer();
  const app = createApp({
    config: loadConfig({
      POSTERN_HOME: temporaryFolder(t),
      DATABASE_URL: database,
      POSTERN_CATALOG: 'kiwi',
      POSTERN_SMTP_URL: mail.url,
      POSTERN_ADMIN_URL: 'https://access.example.com',
      POSTERN_ACCESS_LISTEN: '127.0.0.1:0',
      POSTERN_ADMIN_LISTEN: '127.0.0.1:0',
      POSTERN_CONTROL_LISTEN: '127.0.0.1:0',
    }),
    log: logLines().log,
    bootstrapToken: () => FIRST_TOKEN,
    fresh: false,
    demo: false,
    progress: () => {},
  });
  close = async () => {
    await app.close();
    await mail.close();
  };
  const serving: Serving = await app.start();
  const admin = addressOf(serving.admin);
  const first = await Caller.at(admin);
  first.token = FIRST_TOKEN;
  const ask = async (path: string, body: object): Promise<Told> => {
    const answer = await fetch(`${addressOf(serving.access)}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(Caller.revision === undefined ? {} : { 'postern-at-least-revision': Caller.revision }),
      },
      body: JSON.stringify(body),
    });
    const told = (await answer.json()) as Told;
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(told)}`);
    return told;
  };
  return {
    first,
    somebody: () => Caller.at(admin),
    async may(user, permission, resource) {
      const subject = { type: 'user', id: user };
      const told = await ask('/access/v1/evaluation', { subject, action: { name: permission }, resource });
      return told.decision;
    },
    filter: (user, permission, type) =>
      ask('/access/v1/filter', {
        subject: { type: 'user', id: user },
        action: { name: permission },
        resource: { type },
      }),
    async mailFor(address) {
      const its = () => mail.received.filter(({ to }: Received) => to.includes(address)).at(-1);
      await until(() => its() !== undefined, `a mail for ${address}`);
      return its()?.message ?? '';
    },
  };
}

function addressOf(address: ListenAddress): string {
  if (address.kind !== 'tcp') throw new Error('it listens on a socket');
  return `http://${address.host}:${address.port}`;
}
