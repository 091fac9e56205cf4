import type { FastifyReply } from 'fastify';
import type { DecidedAt } from '../deciding/decided-at.ts';

/** Says at which revision of the policy data an answer was made, so that a later request can ask for no earlier one. */
export function setRevision(reply: FastifyReply, { revision }: DecidedAt): void {
  if (revision !== undefined) reply.header('Postern-Revision', revision);
}
