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

/** How closely answers are looked at. */
export interface ConformanceOptions {
  /** Fail, too, where an operation that answers, or one of these headers (in lower case), is not described. */
  readonly described?: readonly string[];
}

/** Tells whether answers are as an OpenAPI document says. */
export class Conformance {
  readonly document: Document;
  readonly #options: ConformanceOptions;
  readonly #ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    formats: { uri: URL.canParse, 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) },
  });
  readonly #paths: readonly (readonly [pattern: RegExp, path: string])[];

  /** @param text the document as it is served */
  constructor(text: string, options: ConformanceOptions = {}) {
    this.document = JSON.parse(text);
    this.#options = options;
    this.#ajv.addSchema({ $id: ID, ...this.document });
    this.#paths = Object.keys(this.document.paths)
      .sort((one, other) => variables(one) - variables(other))
      .map((path) => [pattern(path), path] as const);
  }

  /** Fails where an answer of a described operation is not as described. */
  check({ method, url, status, headers, text }: Exchange): void {
    const wanted = url.split('?', 1)[0] ?? '';
    const verb = method.toLowerCase() as 'get';
    const path = this.#paths.find(
      ([each, known]) => each.test(wanted) && this.document.paths[known]?.[verb] !== undefined,
    )?.[1];
    const operation = path === undefined ? undefined : this.document.paths[path]?.[verb];
    if (path === undefined || operation === undefined) {
      if (this.#options.described !== undefined)
        assert.ok(
          status === 404 || status === 405,
          `${method} ${wanted} answers ${status} and is not described`,
        );
      return;
    }
    const where = `${method} ${path} ${status}`;
    const { pointer, response } = this.#response(path, method, operation, status);
    this.#checkHeaders(where, response, headers);
    this.#checkBody(where, pointer, response, { headers, text });
  }

  #checkBody(
    where: string,
    pointer: string,
    { content }: Response,
    { headers, text }: Pick<Exchange, 'headers' | 'text'>,
  ): void {
    if (content === undefined) {
      assert.equal(text, '', `${where}: a body is not described`);
      return;
    }
    const type = String(headers['content-type']).split(';', 1)[0] ?? '';
    assert.ok(content[type] !== undefined, `${where}: ${type} is not described`);
    if (!/[/+]json$/.test(type)) return;
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
    const known = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
    for (const name of this.#options.described ?? []) {
      assert.ok(given[name] === undefined || known.has(name), `${where}: ${name} is not described`);
    }
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

/** What a path of the document matches; `{path}` stands for any number of parts. */
function pattern(path: string): RegExp {
  const source = path
    .split(/(\{\w+\})/)
    .map((part) => (/^\{/.test(part) ? variable(part) : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${source.join('')}$`);
}

function variable(part: string): string {
  return part === '{path}' ? '.+' : '[^/]*';
}

function variables(path: string): number {
  return path.split('{').length;
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
