import { randomUUID } from 'node:crypto';
import type { Log } from '../../log.ts';
import type { DecisionEvent, Labels, LogEvent } from './event.ts';
import { createEventText } from './event-text.ts';
import { toLogEvent } from './log-event.ts';
import type { LogRules, LogRulesOptions } from './rules/log-rules.ts';
import { maySayASecret, withoutSecrets } from './rules/secrets.ts';

export interface EventWriterOptions {
  readonly labels: Labels;
  readonly rules: (onFailure: LogRulesOptions['onFailure']) => LogRules;
  readonly log: Log;
}

export interface EventWriter {
  /** The event as JSON text without line breaks; undefined where the policy drops it. Never throws. */
  write(event: DecisionEvent): string | undefined;
  counts(): { readonly filtered: number; readonly maskFailures: number };
}

/** Milliseconds between two lines of the log about rules that fail. */
const QUIET = 60_000;

/** Turns decisions into text that may be shown: masked by the policy, and without what is plainly a secret. */
export function createEventWriter({ labels, rules, log }: EventWriterOptions): EventWriter {
  let filtered = 0;
  let maskFailures = 0;
  let lastSaid = Number.NEGATIVE_INFINITY;
  const textOf = createEventText(labels);
  const { needed, apply } = rules((rule, message) => {
    const now = performance.now();
    if (now - lastSaid < QUIET) return;
    lastSaid = now;
    log.error({ rule: `system/log/${rule}`, cause: message }, 'a rule on the decision log failed');
  });
  return {
    write(event) {
      try {
        if (!needed()) {
          const written = textOf(event);
          if (!written.content.some(maySayASecret)) return written.text;
        }
        const shown = apply(toLogEvent(event, labels));
        if (shown === undefined) {
          filtered += 1;
          return undefined;
        }
        if (shown.error?.code === 'mask_error') maskFailures += 1;
        const text = JSON.stringify(shown);
        return maySayASecret(text) ? JSON.stringify(withoutSecrets(shown)) : text;
      } catch {
        maskFailures += 1;
        return JSON.stringify(bareEvent(event, labels));
      }
    },
    counts: () => ({ filtered, maskFailures }),
  };
}

/** What can be said of an event that can't be written as it is. */
function bareEvent({ decisionId, path }: DecisionEvent, labels: Labels): LogEvent {
  return {
    labels,
    decision_id: decisionId ?? randomUUID(),
    path,
    erased: ['/input', '/result'],
    error: { code: 'mask_error', message: 'the event could not be written' },
    timestamp: new Date().toISOString(),
  };
}
