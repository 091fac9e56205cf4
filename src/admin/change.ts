import type { Pool, PoolClient } from 'pg';
import type { Revision } from '../data/feed.ts';
import { formatRevision } from '../data/revision.ts';
import { transaction } from '../db/transaction.ts';
import { type AdminReply, type AdminRequest, operationOf } from './admin-request.ts';
import { type AuditEntry, writeAuditEntries, writeAuditEntry } from './audit-entry.ts';
import { guardRights } from './guard-rights.ts';
import { checkIfMatch, entityTag } from './http/entity-tag.ts';
import { notFound } from './http/problems.ts';
import type { Judge } from './judge.ts';
import { lockRights } from './lock-rights.ts';
import type { Noun, Thing } from './noun.ts';
import type { Queryable } from './queryable.ts';

/** One request about a thing, as the helpers below take it. */
export interface Exchange {
  readonly pool: Pool;
  readonly request: AdminRequest;
  readonly reply: AdminReply;
}

/** What is passed to the work of a change. It must do everything through `client`. */
export interface ChangeTools {
  readonly client: PoolClient;
  readonly judge: Judge;
}

export interface Creation {
  /** Makes the thing and returns its id. */
  readonly work: (tools: ChangeTools) => Promise<string>;
}

export interface Alteration<T, R> {
  readonly id: string;
  readonly work: (tools: ChangeTools, before: T) => Promise<R>;
  /**
   * What the actor must hold: what the change gives or takes (the default), all that the people concerned hold, or
   * nothing because it leaves everybody's rights the same.
   */
  readonly rights?: 'changed' | 'whole' | 'same';
  /** What the history keeps; the thing before and after by default. */
  readonly history?: (result: R) => { before: object | null; after: object | null };
}

/**
 * Makes a thing: the work, the policy's question about what came of it, what may be given, and the entry in the
 * history, in one transaction. Answers 201 with `Location`, `ETag` and `Postern-Revision`.
 */
export async function createThing<T extends Thing>(
  exchange: Exchange,
  noun: Noun<T>,
  { work }: Creation,
): Promise<T> {
  const { request, reply } = exchange;
  const operation = operationOf(request);
  const { judge } = request;
  await judge.demandSomewhere(operation, noun.type);
  const { result, revision } = await changing(exchange, async (client) => {
    await lockRights(client, noun.table);
    const guard = {
      actor: judge.actor,
      before: [],
      after: (id: string) => noun.people(client, id),
      whole: false,
    };
    const id = await guardRights(client, guard, () => work({ client, judge }));
    const made = required(await noun.read(client, id), noun.type, id);
    await judge.demand(operation, noun.resource(made));
    await writeHistory(exchange, client, noun.type, made.id, null, made);
    return made;
  });
  reply.code(201);
  reply.header('location', locationOf(request, result.id));
  return answer(reply, result, formatRevision(revision));
}

/**
 * Changes a thing, or something that belongs to it: locks its row, asks the policy, compares the version that
 * `If-Match` names (demanded on PATCH, PUT and DELETE), does the work, checks what may be given, raises the version
 * and appends to the history, in one transaction. Answers `ETag` and `Postern-Revision`.
 */
export async function alterThing<T extends Thing, R>(
  exchange: Exchange,
  noun: Noun<T>,
  { id, work, rights = 'changed', history }: Alteration<T, R>,
): Promise<{ thing: T; result: R }> {
  const { result, revision } = await changing(exchange, async (client) => {
    const before = await lockFor(exchange, client, noun, id);
    const { judge } = exchange.request;
    const people = async () => (rights === 'same' ? [] : await noun.people(client, id));
    const guard = { actor: judge.actor, before: await people(), after: people, whole: rights === 'whole' };
    const done = await guardRights(client, guard, () => work({ client, judge }, before));
    await client.query(`UPDATE ${noun.table} SET version = version + 1, updated_at = now() WHERE id = $1`, [
      id,
    ]);
    const after = required(await noun.read(client, id), noun.type, id);
    const kept = history?.(done) ?? { before, after };
    await writeHistory(exchange, client, noun.type, id, kept.before, kept.after);
    return { thing: after, result: done };
  });
  answer(exchange.reply, result.thing, formatRevision(revision));
  return result;
}

/** Deletes a thing under the same rules as a change. Answers 204 with `Postern-Revision`. */
export async function deleteThing<T extends Thing>(
  exchange: Exchange,
  noun: Noun<T>,
  id: string,
): Promise<void> {
  const { revision } = await changing(exchange, async (client) => {
    const before = await lockFor(exchange, client, noun, id);
    const guard = {
      actor: exchange.request.judge.actor,
      before: await noun.people(client, id),
      after: () => Promise.resolve([]),
      whole: true,
    };
    await guardRights(client, guard, () => client.query(`DELETE FROM ${noun.table} WHERE id = $1`, [id]));
    await writeHistory(exchange, client, noun.type, id, before, null);
  });
  exchange.reply.code(204);
  exchange.reply.header('postern-revision', formatRevision(revision));
}

/** What a change of many things did. */
export interface ManyChanged<R> {
  readonly result: R;
  readonly history: readonly Pick<AuditEntry, 'action' | 'targetType' | 'targetId' | 'before' | 'after'>[];
}

/**
 * Changes many things that give nobody rights: the work, which asks the policy about each of them, and their entries in
 * the history, in one transaction. Answers `Postern-Revision`.
 */
export async function changeMany<R>(
  exchange: Exchange,
  work: (tools: ChangeTools) => Promise<ManyChanged<R>>,
): Promise<R> {
  const { request, reply } = exchange;
  const { judge } = request;
  const { result, revision } = await changing(exchange, async (client) => {
    const changed = await work({ client, judge });
    const entries = changed.history.map((entry) => ({
      ...entry,
      actor: request.actor.id,
      sourceAddress: request.ip || null,
      requestId: request.id,
    }));
    await writeAuditEntries(client, entries);
    return changed.result;
  });
  reply.header('postern-revision', formatRevision(revision));
  return result;
}

/** Reads one thing for a GET: 404 only to those who might see one. Answers its `ETag`. */
export async function readThing<T extends Thing>(exchange: Exchange, noun: Noun<T>, id: string): Promise<T> {
  const { request, reply, pool } = exchange;
  const thing = await readAllowed(pool, request, noun, id);
  reply.header('etag', entityTag(thing.version));
  return thing;
}

/** Reads one thing that the actor may see. Throws a 403 problem, or a 404 one. */
export async function readAllowed<T extends Thing>(
  db: Queryable,
  request: AdminRequest,
  noun: Noun<T>,
  id: string,
): Promise<T> {
  const { judge } = request;
  const operation = operationOf(request);
  const thing = await noun.read(db, id);
  if (thing === undefined) {
    await judge.demand(operation, { type: noun.type, id });
    throw notFound(noun.type, id);
  }
  if (noun.everybodys?.(thing)) await judge.demandSomewhere(operation, noun.type);
  else await judge.demand(operation, noun.resource(thing));
  return thing;
}

/** One transaction; with an Idempotency-Key it keeps the answer, too, and ends when that is written. */
function changing<T>(
  { pool, request }: Exchange,
  work: (client: PoolClient) => Promise<T>,
): Promise<{ result: T; revision: Revision }> {
  return request.keyedChange?.run(pool, work) ?? transaction(pool, work);
}

async function lockFor<T extends Thing>(
  exchange: Exchange,
  client: PoolClient,
  noun: Noun<T>,
  id: string,
): Promise<T> {
  const { request } = exchange;
  const operation = operationOf(request);
  await lockRights(client, noun.table);
  await client.query(`SELECT FROM ${noun.table} WHERE id = $1 FOR UPDATE`, [id]);
  const before = await noun.read(client, id);
  if (before === undefined) {
    await request.judge.demand(operation, { type: noun.type, id });
    throw notFound(noun.type, id);
  }
  await request.judge.demand(operation, noun.resource(before));
  checkIfMatch(request.headers['if-match'], before.version, request.method !== 'POST');
  return before;
}

async function writeHistory(
  { request }: Exchange,
  client: PoolClient,
  targetType: string,
  targetId: string,
  before: object | null,
  after: object | null,
): Promise<void> {
  await writeAuditEntry(client, {
    actor: request.actor.id,
    action: operationOf(request),
    targetType,
    targetId,
    before,
    after,
    sourceAddress: request.ip || null,
    requestId: request.id,
  });
}

function answer<T extends Thing>(reply: AdminReply, thing: T, revision: string): T {
  reply.header('etag', entityTag(thing.version));
  reply.header('postern-revision', revision);
  return thing;
}

function locationOf(request: AdminRequest, id: string): string {
  const path = request.url.split('?', 1)[0] ?? '';
  return `${path.replace(/\/$/, '')}/${encodeURIComponent(id)}`;
}

function required<T>(thing: T | undefined, type: string, id: string): T {
  if (thing === undefined) throw new Error(`The ${type} "${id}" is not there after its own change.`);
  return thing;
}
