import type { HttpContender } from './http-contender.ts';
import { startNodeServer } from './node-server.ts';

export const postern: HttpContender = {
  name: 'Postern over HTTP',
  readsUsers: true,
  path: '/access/v1/evaluation',
  body: ({ request }) => JSON.stringify(request),
  allows: (answer) => (answer as { decision: boolean }).decision,
  start: (company) => startNodeServer('postern-server.ts', [String(company.users)]),
};
