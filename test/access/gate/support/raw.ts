import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { question } from './server.ts';

const body = JSON.stringify(question);
/** One evaluation as it is sent. */
export const evaluation = `POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

export interface RawConnection {
  readonly socket: Socket;
  /** All that has come. */
  readonly received: () => string;
  /** The statuses of the answers that have come. */
  readonly statuses: () => number[];
  readonly closed: () => boolean;
}

/** A connection whose bytes are written by hand; ended with the test. */
export async function rawConnection(t: TestContext, port: number): Promise<RawConnection> {
  const connection = await openConnection(port);
  t.after(() => connection.socket.destroy());
  return connection;
}

/** The same, to be ended by the caller. */
export async function openConnection(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  let closed = false;
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  return {
    socket,
    received: () => received,
    statuses: () => [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1])),
    closed: () => closed,
  };
}
