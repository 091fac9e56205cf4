import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Received {
  readonly from: string;
  readonly to: string[];
  /** As it came: headers, a blank line, the body. */
  readonly message: string;
}

/** A mail server that speaks SMTP. */
export interface MailServer {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  close(): Promise<void>;
}

export interface MailServerOptions {
  /** 0: any that is free. */
  readonly port?: number;
  /** Says with an error what it does not take; a `responseCode` is that of SMTP. */
  readonly onRecipient?: (address: string) => void;
  /** The same once the whole message is there. */
  readonly onMessage?: (message: Received) => void;
}

export async function mailServer({
  port = 0,
  onRecipient = () => {},
  onMessage = () => {},
}: MailServerOptions = {}): Promise<MailServer> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 500,
    onRcptTo({ address }, _session, callback) {
      answering(callback, () => onRecipient(address));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom === false ? '' : (mailFrom?.address ?? ''),
          to: rcptTo.map(({ address }) => address),
          message: Buffer.concat(chunks).toString('utf8'),
        };
        answering(callback, () => {
          received.push(mail);
          onMessage(mail);
        });
      });
    },
  });
  server.on('error', () => {});
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const bound = (server.server.address() as AddressInfo).port;
  return {
    url: `smtp://127.0.0.1:${bound}`,
    port: bound,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answering(callback: (error?: Error | null) => void, work: () => void): void {
  try {
    work();
    callback();
  } catch (error) {
    callback(error instanceof Error ? error : new Error(String(error)));
  }
}

/** A refusal with a code of SMTP. */
export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** The value of a header. */
export function header({ message }: Received, name: string): string | undefined {
  const unfolded = message.split('\r\n\r\n', 1)[0]?.replaceAll(/\r\n[ \t]+/g, ' ') ?? '';
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(unfolded)?.[1]?.trim();
}
