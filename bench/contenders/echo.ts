import type { HttpContender } from './http-contender.ts';
import { startNodeServer } from './node-server.ts';

export const echo: HttpContender = {
  name: 'bare Fastify echo',
  readsUsers: false,
  path: '/echo',
  body: ({ request }) => JSON.stringify(request),
  allows: () => undefined,
  start: () => startNodeServer('echo-server.ts'),
};
