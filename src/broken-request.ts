import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** The body of an answer, and its media type. */
export type RenderError = (
  status: number,
  message: string,
) => { readonly type: string; readonly body: string };

/** Answers what is no request that a route could answer, and ends the connection. */
export function answerBrokenRequests(render: RenderError) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy(error);
      return;
    }
    const [status, message] = explain(error.code);
    const { type, body } = render(status, message);
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n` +
        `Content-Type: ${type}\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
    // What else the client sends is not read; it has its answer or loses it.
    socket.destroySoon();
  };
}

function explain(code: string | undefined): [status: number, message: string] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return [431, 'the headers are too long'];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, 'the request did not arrive in time'];
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return [413, 'the extensions of a chunk are too long'];
    default:
      return [400, 'this is not HTTP as it is understood here'];
  }
}
