import type { DecisionRequest } from '../../policy/decision.ts';

/** What is registered of resources, beside the requests that name them. */
export interface RegisteredProperties {
  /** The properties of one resource; undefined where it is not registered, or nothing of it. */
  of(type: string, id: string): Readonly<Record<string, unknown>> | undefined;
  /** Whether there is a registry of resources that did not get here (yet), so that nobody knows what is registered. */
  readonly lacking?: () => boolean;
}

/**
 * The request with what is registered of its resource. What the caller says wins, member by member. A request whose
 * resource is not registered is given back as it is.
 */
export function withRegistered(
  request: DecisionRequest,
  registered: RegisteredProperties | undefined,
): DecisionRequest {
  const { resource } = request;
  const known = registered?.of(resource.type, resource.id);
  if (known === undefined) return request;
  return { ...request, resource: { ...resource, properties: { ...known, ...resource.properties } } };
}
