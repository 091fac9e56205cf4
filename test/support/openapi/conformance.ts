import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Operation, PathItem, Response } from '../../../src/openapi/description.ts';

/** What came back for a request. Header names are in lower case. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

interface Document {
  readonly paths: Readonly<Record<string, PathItem>>;
}

const ID = 'https://postern.test/openapi.json';

/** Tells whether answers are as an OpenAPI document says. */
export class Conformance {
  readonly document: Document;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, formats: { uri: URL.canParse } });
  readonly #paths: readonly (readonly [pattern: RegExp, path: string])[];

  /** @param text the document as it is served */
  constructor(text: string) {
    this.document = JSON.parse(text);
    this.#ajv.addSchema({ $id: ID, ...this.document });
    this.#paths = Object.keys(this.document.paths).map((path) => {
      const parts = path.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      return [new RegExp(`^${parts.join('.+')}$`), path] as const;
    });
  }

  /** Fails where an answer of a described operation is not as described; other answers are not judged. */
  check({ method, url, status, headers, text }: Exchange): void {
    const wanted = url.split('?', 1)[0] ?? '';
    const path = this.#paths.find(([pattern]) => pattern.test(wanted))?.[1];
    const operation = path && this.document.paths[path]?.[method.toLowerCase() as 'get'];
    if (!operation) return;
    const where = `${method} ${path} ${status}`;
    const { pointer, response } = this.#response(path, method, operation, status);
    this.#checkHeaders(where, response, headers);
    const type = String(headers['content-type']).split(';', 1)[0] ?? '';
    assert.ok(response.content?.[type] !== undefined, `${where}: ${type} is not described`);
    if (type !== 'application/json') return;
    const validate = this.#validator(`${pointer}/content/${pointerPart(type)}/schema`);
    validate(JSON.parse(text));
    assert.deepEqual(validate.errors ?? [], [], `${where}: ${text}`);
  }

  /** Where a schema of the document can be had; every one has to be a schema. */
  #validator(pointer: string): ValidateFunction {
    const validate = this.#ajv.getSchema(`${ID}#${pointer}`);
    assert.ok(validate, `${pointer} is a schema`);
    return validate;
  }

  #response(path: string, method: string, operation: Operation, status: number) {
    const found = operation.responses[status];
    assert.ok(found, `${method} ${path}: the status ${status} is not described`);
    const pointer = `/paths/${pointerPart(path)}/${method.toLowerCase()}/responses/${status}`;
    if (!('$ref' in found)) return { pointer, response: found };
    return { pointer: found.$ref.slice(1), response: this.#resolve<Response>(found.$ref) };
  }

  #checkHeaders(where: string, { headers = {} }: Response, given: Readonly<Record<string, unknown>>): void {
    for (const [name, described] of Object.entries(headers)) {
      const header =
        '$ref' in described
          ? this.#resolve<{ required?: boolean; schema: object }>(described.$ref)
          : described;
      const value = given[name.toLowerCase()];
      if (value === undefined) assert.notEqual(header.required, true, `${where}: there is no ${name}`);
      else {
        const schema = '$ref' in header.schema ? { $ref: `${ID}${header.schema.$ref}` } : header.schema;
        assert.ok(this.#ajv.validate(schema, value), `${where}: ${name} is ${value}`);
      }
    }
  }

  #resolve<T>(reference: string): T {
    const parts = reference.slice(2).split('/');
    const found = parts.reduce<unknown>(
      (at, part) => (at as Record<string, unknown> | undefined)?.[part],
      this.document,
    );
    assert.ok(found, `${reference} leads somewhere`);
    return found as T;
  }
}

function pointerPart(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

const known = new Map<string, Conformance>();

/** The same for the same document. */
export function conformanceTo(text: string): Conformance {
  const conformance = known.get(text) ?? new Conformance(text);
  known.set(text, conformance);
  return conformance;
}
