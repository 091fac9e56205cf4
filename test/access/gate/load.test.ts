import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, test } from 'node:test';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bodyArrived, Load, OVERLOADED, setAside, weighItems } from '../../../src/access/gate/load.ts';

const KIB = 1024;

/** A request that has been admitted, and how it ends. */
function admitted(load: Load, headers: Record<string, string> = {}) {
  const request = { raw: { headers } } as unknown as FastifyRequest;
  const response = Object.assign(new EventEmitter(), { req: request.raw });
  load.admit(request, { raw: response } as unknown as FastifyReply, 1024 * KIB);
  return { request, end: () => response.emit('close') };
}

describe('what a request weighs', () => {
  const bodies: [name: string, headers: Record<string, string>, weight: number][] = [
    ['without a body', {}, 1],
    ['with a short one', { 'content-length': '65535' }, 1],
    ['with a long one', { 'content-length': String(640 * KIB) }, 11],
    ['with one of unknown length', { 'transfer-encoding': 'chunked' }, 17],
    ['with a packed one', { 'content-length': '100', 'content-encoding': 'gzip' }, 17],
  ];
  for (const [name, headers, weight] of bodies) {
    test(`${name}: ${weight}, 1 when it has arrived, nothing when it is over`, () => {
      const load = new Load(100);
      const { request, end } = admitted(load, headers);
      assert.equal(load.weight, weight);
      bodyArrived(request);
      assert.equal(load.weight, 1);
      end();
      end();
      assert.equal(load.weight, 0);
      bodyArrived(request);
      assert.equal(load.weight, 0);
    });
  }

  test('10,000 items weigh as much as 157 requests until they are answered', () => {
    const load = new Load(1000);
    const { request, end } = admitted(load);
    weighItems(request, 10_000);
    assert.equal(load.weight, 157);
    end();
    assert.equal(load.weight, 0);
  });

  test('a few items weigh what one request does', () => {
    const load = new Load(1);
    const { request } = admitted(load);
    weighItems(request, 63);
    assert.equal(load.weight, 1);
  });
});

describe('the limit', () => {
  test('is full at so many requests, and has room when one is over', () => {
    const load = new Load(2);
    const first = admitted(load);
    assert.equal(load.full, false);
    admitted(load);
    assert.equal(load.full, true);
    first.end();
    assert.equal(load.full, false);
  });

  test('a batch beyond it is admitted while there is room, and refused where others have taken it', () => {
    const load = new Load(10);
    const one = admitted(load);
    weighItems(one.request, 10_000);
    assert.equal(load.full, true);
    const other = admitted(load);
    assert.throws(
      () => weighItems(other.request, 10_000),
      (error) => error === OVERLOADED,
    );
    weighItems(other.request, 1);
    one.end();
    weighItems(other.request, 10_000);
    assert.equal(load.weight, 157);
  });

  test('does not count what waits, of which there may be as many', () => {
    const load = new Load(2);
    const requests = [admitted(load), admitted(load), admitted(load)];
    const [first, second, third] = requests.map(({ request }) => request);
    assert.ok(first && second && third);
    const resume = setAside(first);
    setAside(second);
    assert.deepEqual([load.weight, load.aside], [1, 2]);
    assert.throws(
      () => setAside(third),
      (error) => error === OVERLOADED,
    );
    resume();
    resume();
    assert.deepEqual([load.weight, load.aside], [2, 1]);
    for (const { end } of requests) end();
    resume();
    assert.deepEqual([load.weight, load.aside], [0, 0]);
  });
});

test('what was not admitted is let through without being counted', () => {
  const request = { raw: { headers: {} } } as unknown as FastifyRequest;
  bodyArrived(request);
  weighItems(request, 10_000);
  setAside(request)();
});
