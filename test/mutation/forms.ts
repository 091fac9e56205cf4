import type { Row } from '../../src/check/row-shape.ts';
import type { Question } from '../../src/check/voices/voice.ts';
import { requestOf } from '../../src/check/voices/voice.ts';
import type { DataDocument } from '../../src/data/data-document.ts';
import type { Condition } from '../../src/policy/conditions/condition.ts';
import { NEVER } from '../../src/policy/conditions/condition.ts';
import type { ConditionTable } from '../../src/policy/conditions/condition-table.ts';
import type { DecisionRequest } from '../../src/policy/decision.ts';
import type { DeclaredFields } from '../../src/policy/evaluator/residual/row-fields.ts';
import type { PolicyFilters } from '../../src/policy/filter/policy-filters.ts';
import type { FilterCode } from './filter-code.ts';
import type { GatePolicy } from './gate.ts';

/** One question as a form puts it. */
export interface Asked {
  readonly code: FilterCode;
  readonly policy: GatePolicy;
  /** The policy's filters, which are kept between questions. */
  readonly filters: PolicyFilters;
  readonly rule: string;
  readonly question: Question;
  readonly fields: DeclaredFields | undefined;
}

/** A way to ask filter code for a filter. */
export interface Form {
  ask(asked: Asked): { readonly condition: Condition; readonly table: ConditionTable };
  /** The request that a row stands for, where it is not what it mostly is. */
  requestOf?(question: Question, row: Row): DecisionRequest;
  /** The rule that says what is right, where it is not the one asked about. */
  readonly oracle?: string;
  /** Whether that rule decides: it may give an object with `allow`. */
  readonly decides?: boolean;
}

/** The rows of which a rule is true. */
export const rowsOfRule: Form = {
  ask: ({ filters, rule, question, fields }) => filters.rows(rule, known(question), fields),
};

/** The rows for which the set that a rule gives has a member. */
export function memberOf(member: string, oracle: string): Form {
  return {
    oracle,
    ask({ code, filters, rule, question, fields }) {
      const condition = filters.members(rule, known(question), fields).get(member) ?? NEVER;
      return { condition, table: new code.ConditionTable() };
    },
  };
}

/** The rows of which a rule is true and in which a field is seen, which a set of masks may hide. */
export function rowsShowing(field: string, masks: string, oracle: string): Form {
  return {
    oracle,
    ask({ code, filters, rule, question, fields }) {
      const found = code.rowsAndFields(filters, rule, masks, known(question), fields);
      const seen = found.visible.get(field);
      // Constants are the code's own, so that those of this module are none to it.
      return seen === undefined ? found : { ...found, condition: found.table.and([found.condition, seen]) };
    },
  };
}

/** The rows that a decision allows, by the rule that filters for it. */
export const rowsOfDecision: Form = {
  decides: true,
  ask({ filters, rule, question, fields }) {
    const filtering = filters.filteringRule(rule);
    // A second time it is remembered.
    if (filtering === undefined || filtering !== filters.filteringRule(rule))
      throw new RangeError('no rule filters');
    return filters.rows(filtering, known(question), fields);
  },
};

/** Rows in which what would be null is missing, and one property always. */
export function sparseRows(without: string): Form {
  const sparse = { without: new Set([`properties.${without}`]) };
  return {
    ask: ({ filters, rule, question, fields }) => filters.rows(rule, known(question), fields, sparse),
    requestOf(question, row) {
      const { [without]: _, ...properties } = row.properties;
      return requestOf(question, { ...row, properties: withoutNulls(properties) });
    },
  };
}

/** The whole of the resource is not known, its type neither. */
export const unknownResource: Form = {
  ask({ filters, rule, question: { type, ...question }, fields }) {
    const input = { ...question, resource: { type } };
    // What lies in something unknown is unknown too.
    const unknowns = [['resource', 'id'], ['resource'], ['resource', 'properties', 'owner']];
    return filters.rowsAnywhere(rule, { input, unknowns, row: ['resource'], fields });
  },
  requestOf: (question, { id, properties }) =>
    ({
      ...requestOf(question, { id, properties }),
      resource: { id, properties },
    }) as unknown as DecisionRequest,
};

/** Each column is unknown by itself. */
export function unknownColumns(paths: readonly (readonly string[])[]): Form {
  return {
    ask({ filters, rule, question: { type, ...question }, fields }) {
      const unknowns = paths.map((path) => ['resource', ...path]);
      const input = { ...question, resource: { type } };
      return filters.rowsAnywhere(rule, { input, unknowns, row: ['resource'], fields });
    },
  };
}

/** Nothing of the input is known: it is the row. */
export const unknownInput: Form = {
  ask: ({ filters, rule, fields }) =>
    filters.rowsAnywhere(rule, { input: {}, unknowns: [[]], row: [], fields }),
  requestOf: (_, row) => row as unknown as DecisionRequest,
};

/** Asked on earlier data too, of which what was kept has to be given up: first all of it is replaced, then parts. */
export function afterChanges(
  earlier: () => DataDocument,
  changes: readonly ((data: DataDocument) => void)[],
): Form {
  return {
    ask({ code, policy, rule, question, fields }) {
      const document = earlier();
      const filters = code.createPolicyFilters(policy.bundle, document, () => policy.now);
      const rows = () => filters.rows(rule, known(question), fields);
      try {
        for (const change of changes) {
          rows();
          change(document);
        }
        return rows();
      } finally {
        filters.close();
      }
    },
  };
}

function known({ type, ...question }: Question) {
  return { ...question, resource: { type } };
}

function withoutNulls(properties: Record<string, unknown>): Record<string, unknown> {
  const there = Object.entries(properties).filter(([, value]) => value !== null);
  return Object.fromEntries(
    there.map(([name, value]) => [
      name,
      typeof value === 'object' && !Array.isArray(value)
        ? withoutNulls(value as Record<string, unknown>)
        : value,
    ]),
  );
}
