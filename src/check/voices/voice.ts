import type { DecisionRequest } from '../../policy/decision.ts';
import type { Row } from '../row-shape.ts';

/** The fields of a row that masks may hide: one of them, or all but these. */
export type Shown = { readonly field: string } | { readonly besides: readonly string[] };

/** What is asked about each row: everything of a request but the row. */
export interface Question {
  readonly subject: DecisionRequest['subject'];
  readonly action: DecisionRequest['action'];
  readonly type: string;
  readonly context?: Record<string, unknown>;
  /** Instead of whether the row is admitted, whether masks leave fields of it to be seen. */
  readonly shown?: Shown;
}

/** One way to find out which rows a rule admits. Voices that differ on a row are a disagreement. */
export interface Voice {
  readonly name: string;
  /** Whether each row is admitted, in their order; undefined where it has no words for the question. */
  admits(question: Question, rows: readonly Row[]): Promise<readonly boolean[] | undefined>;
  close(): Promise<void>;
}

/** The whole request about one row. */
export function requestOf({ subject, action, type, context }: Question, row: Row): DecisionRequest {
  const resource = { type, id: row.id, properties: row.properties };
  return context === undefined ? { subject, action, resource } : { subject, action, resource, context };
}
