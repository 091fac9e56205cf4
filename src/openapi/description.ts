/** The parts of an OpenAPI 3.1 description that are used here. Source: OpenAPI Specification 3.1.1. */
export type Schema = Readonly<Record<string, unknown>>;

export interface Reference {
  readonly $ref: string;
}

export interface Header {
  readonly description: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header | Reference>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface MediaType {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'header' | 'path' | 'query';
  readonly description: string;
  readonly required?: boolean;
  /** Whether `?name` alone may stand in the query string. */
  readonly allowEmptyValue?: boolean;
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, MediaType>>;
  };
  readonly responses: Readonly<Record<string, Response | Reference>>;
  /** Empty where no credentials are asked for. */
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  /** Extensions. */
  readonly [extension: `x-${string}`]: unknown;
}

export const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
export type Method = (typeof METHODS)[number];
export type PathItem = { readonly [Name in Method]?: Operation };

/** The operations of a group of routes, by path: `/access/v1/evaluation`, `/v1/data/{path}`. */
export type Paths = Readonly<Record<string, PathItem>>;

/** A route's path as OpenAPI writes it: `/v1/data/*` as `/v1/data/{path}`, `/users/:id` as `/users/{id}`. */
export function pathTemplate(path: string): string {
  return path.replace(/:([A-Za-z]\w*)/g, '{$1}').replace(/\*$/, '{path}');
}
