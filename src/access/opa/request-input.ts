import type { IncomingHttpHeaders } from 'node:http';
import { BadRequest } from '../errors.ts';
import { checkJsonValue, decodeBody, parseJson } from '../json-body.ts';
import { parseYaml } from './yaml-body.ts';

/**
 * The input of a `POST /v1/data`: the member `input` of the body, undefined where there is none; null counts as none, as
 * in OPA. Throws BadRequest. Source: `readInputPostV1` of OPA's server.
 */
export function readV1Input(body: Buffer | undefined, headers: IncomingHttpHeaders): unknown {
  const value = parseBody(body, headers);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value))
    throw new BadRequest('the body must be an object with the member input');
  return (value as { input?: unknown }).input ?? undefined;
}

/** The input of a `POST /v0/data`: the body itself; an empty one is null. Throws BadRequest. Source: `readInputV0`. */
export function readV0Input(body: Buffer | undefined, headers: IncomingHttpHeaders): unknown {
  return parseBody(body, headers) ?? null;
}

/** The input of a `GET /v1/data`. Throws BadRequest. */
export function readQueryInput(text: string | undefined): unknown {
  return text === undefined ? undefined : parseJson(text, 'the parameter input');
}

/** The value of a body, undefined for an empty one. Throws BadRequest. OPA takes for JSON whatever is not called YAML. */
export function parseBody(body: Buffer | undefined, headers: IncomingHttpHeaders): unknown {
  if (body === undefined || body.length === 0) return undefined;
  const text = decodeBody(body);
  if (headers['content-type']?.includes('yaml') !== true) {
    return text.trim() === '' ? undefined : parseJson(text);
  }
  const value = parseYaml(text);
  checkJsonValue(value);
  return value;
}
