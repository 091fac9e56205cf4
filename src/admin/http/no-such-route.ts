import type { FastifyRequest } from 'fastify';
import type { Route } from '../openapi/collect-routes.ts';
import { Problem } from './problem.ts';

/** Answers what no route was made for: 405 with the methods there are where the path is one of a route, 404 elsewhere. */
export function answerNoSuchRoute(routes: readonly Route[]): (request: FastifyRequest) => never {
  const patterns = new Map<string, RegExp>();
  const matches = (template: string, path: string) => {
    const pattern = patterns.get(template) ?? patternOf(template);
    patterns.set(template, pattern);
    return pattern.test(path);
  };
  return ({ method, url }) => {
    const path = url.split('?', 1)[0] ?? '';
    const methods = routes
      .filter((route) => matches(route.path, path))
      .map(({ method }) => method.toUpperCase());
    const allowed = [...new Set(methods.flatMap((name) => (name === 'GET' ? [name, 'HEAD'] : name)))]
      .sort()
      .join(', ');
    if (allowed === '') {
      const detail = `There is no ${method} ${path}.`;
      throw new Problem({ status: 404, code: 'no-such-route', title: 'Not found', detail });
    }
    throw new Problem({
      status: 405,
      code: 'method-not-allowed',
      title: 'Method not allowed',
      detail: `${path} answers ${allowed}, not ${method}.`,
      headers: { allow: allowed },
    });
  };
}

/** Of a path as OpenAPI writes it, each parameter of which is one part. */
function patternOf(template: string): RegExp {
  const parts = template.split(/\{[^}]*\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}
