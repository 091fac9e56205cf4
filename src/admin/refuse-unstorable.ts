import type { FastifyRequest } from 'fastify';
import { malformed } from './http/problems.ts';
import { isStorable } from './http/storable-text.ts';

/** Throws a 400 problem when a text of the path or the query can't be stored. */
export function refuseUnstorable({ params, query }: Pick<FastifyRequest, 'params' | 'query'>): void {
  for (const [part, values] of Object.entries({ path: params, query })) {
    const texts = Object.entries(values as Record<string, unknown>).flat(2);
    if (!texts.every((text) => typeof text !== 'string' || isStorable(text))) {
      throw malformed(`In the ${part}: a text has a NUL character or half of a surrogate pair.`);
    }
  }
}
