import { DIALECTS, type Dialect } from '../../../policy/sql/dialect.ts';
import { BadRequest } from '../../errors.ts';

/** What a filter is written as. Source: OPA's REST API, "Compile API"; `NewConstraints` of OPA. */
export type Target =
  | { readonly kind: 'ucast'; readonly variant: UcastVariant }
  | { readonly kind: 'sql'; readonly variant: Dialect };

const UCAST_VARIANTS = ['all', 'minimal', 'prisma', 'linq'] as const;
export type UcastVariant = (typeof UCAST_VARIANTS)[number];

const MULTI = 'application/vnd.opa.multitarget+json';

const BY_NAME: ReadonlyMap<string, Target> = new Map<string, Target>([
  ...UCAST_VARIANTS.map((variant): [string, Target] => [`ucast+${variant}`, { kind: 'ucast', variant }]),
  ...DIALECTS.map((variant): [string, Target] => [`sql+${variant}`, { kind: 'sql', variant }]),
]);

const BY_MEDIA_TYPE = new Map<string, Target>(
  [...BY_NAME].map(([name, target]) => [`application/vnd.opa.${name.replace('+', '.')}+json`, target]),
);

export const MEDIA_TYPES: readonly string[] = [MULTI, ...BY_MEDIA_TYPE.keys()];

/**
 * What an `Accept` asks for; `multi`: what the body names. Throws BadRequest for anything but exactly one of MEDIA_TYPES.
 */
export function readAccept(accept: string | undefined): Target | 'multi' {
  if (accept === undefined || accept === '') throw new BadRequest('Accept header: missing required header');
  if (accept.includes(',')) throw new BadRequest('Accept header: multiple headers not supported');
  if (accept === MULTI) return 'multi';
  const target = BY_MEDIA_TYPE.get(accept);
  if (target === undefined) throw new BadRequest(`Accept header: unsupported header: ${accept}`);
  return target;
}

/** Reads `options.targetDialects`. Throws BadRequest. */
export function readTargets(given: unknown): readonly Target[] {
  if (!Array.isArray(given) || given.length === 0) {
    throw new BadRequest('options.targetDialects must be an array of targets for a multitarget answer');
  }
  return given.map((name) => {
    const target = typeof name === 'string' ? BY_NAME.get(name) : undefined;
    if (target === undefined) {
      throw new BadRequest(`options.targetDialects may hold ${[...BY_NAME.keys()].join(', ')}`);
    }
    return target;
  });
}

/** A target as OPA's messages name it. */
export function describeTarget({ kind, variant }: Target): string {
  if (kind === 'sql') return `SQL (${variant})`;
  return variant === 'minimal' ? 'UCAST' : `UCAST (${variant === 'linq' ? 'LINQ' : variant})`;
}
