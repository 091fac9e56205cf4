import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BadRequest, Refusal } from '../errors.ts';
import { bodyArrived } from '../gate/load.ts';

/**
 * Makes every body of the routes of this scope arrive as bytes, unpacked if it is gzip, whatever its Content-Type says: OPA
 * goes by that for YAML only.
 */
export function takeBytes(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  // Fastify finds the parser of a type that is named faster than that of all others.
  for (const type of ['application/json', '*']) {
    scope.addContentTypeParser(type, { parseAs: 'buffer' }, (request, body, done) => {
      unpack(request, body as Buffer, (error, bytes) => {
        bodyArrived(request);
        done(error, bytes);
      });
    });
  }
  // Fastify refuses what is not even the form of a media type.
  scope.addHook('onRequest', (request, _reply, next) => {
    const type = request.headers['content-type'];
    if (type !== undefined && !/^[\w.+-]+\/[\w.+-]+(?:;|$)/.test(type)) {
      request.headers['content-type'] = type.includes('yaml') ? 'application/yaml' : 'application/json';
    }
    next();
  });
}

function unpack(
  request: FastifyRequest,
  body: Buffer,
  done: (error: Error | null, body?: Buffer) => void,
): void {
  if (body.length === 0 || request.headers['content-encoding']?.includes('gzip') !== true) {
    done(null, body);
    return;
  }
  gunzip(body, { maxOutputLength: limitOf(request) }, (error, plain) => {
    if (error === null) done(null, plain);
    else done(refusalOf(error));
  });
}

function limitOf(request: FastifyRequest): number {
  return request.routeOptions.bodyLimit ?? request.server.initialConfig.bodyLimit ?? 1_048_576;
}

function refusalOf(error: NodeJS.ErrnoException): Error {
  if (error.code === 'ERR_BUFFER_TOO_LARGE') return new Refusal(413, 'the body is too long when unpacked');
  return new BadRequest(`the body is not gzip, as its Content-Encoding says: ${error.message}`);
}
