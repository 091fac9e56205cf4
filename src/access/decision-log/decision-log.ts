import type { Log } from '../../log.ts';
import type { PolicyEngine } from '../../policy/policy-engine.ts';
import type { DecisionEvent, Labels } from './event.ts';
import { EventQueue } from './event-queue.ts';
import { createEventWriter } from './event-writer.ts';
import { createLogRules } from './rules/log-rules.ts';
import type { Sink, SinkStats } from './sinks/sink.ts';

export interface DecisionLogOptions {
  /** The active policy, whose rules on events are applied; undefined before there is one. */
  readonly engine: () => PolicyEngine | undefined;
  readonly sinks: readonly Sink[];
  readonly log: Log;
  /** Says which process this is, in every event. */
  readonly labels?: Labels;
  /** How many events, and about how many bytes of them, may wait until they are written as text. */
  readonly queueEvents?: number;
  readonly queueBytes?: number;
}

export interface DecisionLog {
  /** Takes note of a decision, in well under a microsecond; masking, writing and sending come later. */
  record(event: DecisionEvent): void;
  stats(): DecisionLogStats;
  /** Delivers what is waiting, for at most so many milliseconds. Afterwards `record` only counts. */
  close(withinMs?: number): Promise<void>;
}

export interface DecisionLogStats {
  readonly recorded: number;
  /** Dropped by the policy's drop rule. */
  readonly filtered: number;
  /** Events whose input and result were removed, because the mask rule failed or there was no policy to ask. */
  readonly maskFailures: number;
  /** Events that wait to be written as text. */
  readonly queued: number;
  /** Events that made room in the queue for later ones, or came after the end. */
  readonly dropped: number;
  readonly sinks: Readonly<Record<string, SinkStats>>;
}

/** Milliseconds of writing between two turns of the event loop. */
const TURN = 2;
/** The same while the queue is more than half full: better to be slow for a while than to lose events. */
const LONG_TURN = 10;
/** Events written between two looks at the clock. */
const STRIDE = 32;

/** A log of decisions. Where there is no sink, nothing is kept. */
export function createDecisionLog(options: DecisionLogOptions): DecisionLog {
  const { sinks, queueEvents = 32_768, queueBytes = 64 * 1024 * 1024 } = options;
  const queue = new EventQueue({ events: queueEvents, bytes: queueBytes });
  const writer = createEventWriter({
    labels: options.labels ?? {},
    rules: (onFailure) => createLogRules({ engine: options.engine, onFailure }),
    log: options.log,
  });
  let recorded = 0;
  let late = 0;
  let closed = sinks.length === 0;
  let turn: NodeJS.Immediate | undefined;

  const writeSome = (until: number) => {
    const texts: string[] = [];
    do {
      for (let count = 0; count < STRIDE; count += 1) {
        const event = queue.shift();
        if (event === undefined) break;
        const text = writer.write(event);
        if (text !== undefined) texts.push(text);
      }
    } while (queue.length > 0 && performance.now() < until);
    if (texts.length > 0) for (const sink of sinks) sink.write(texts);
  };
  const takeTurn = () => {
    turn = undefined;
    writeSome(performance.now() + (queue.length > queueEvents / 2 ? LONG_TURN : TURN));
    if (queue.length > 0) turn = setImmediate(takeTurn);
  };
  return {
    record(event) {
      if (closed) {
        if (sinks.length > 0) late += 1;
        return;
      }
      recorded += 1;
      queue.push(event);
      // Soon, after what is being answered: what an event holds on to is garbage that is cheap as long as it is young.
      turn ??= setImmediate(takeTurn);
    },
    stats: () => ({
      recorded,
      ...writer.counts(),
      queued: queue.length,
      dropped: queue.dropped + late,
      sinks: Object.fromEntries(sinks.map((sink) => [sink.name, sink.stats()])),
    }),
    async close(withinMs = 5000) {
      if (closed) return;
      closed = true;
      clearImmediate(turn);
      const end = performance.now() + withinMs;
      while (queue.length > 0 && performance.now() < end - withinMs / 2) {
        writeSome(performance.now() + TURN);
        await new Promise((resolve) => setImmediate(resolve));
      }
      while (queue.shift() !== undefined) late += 1;
      const left = Math.max(0, end - performance.now());
      await Promise.all(sinks.map((sink) => sink.close(left)));
    },
  };
}
