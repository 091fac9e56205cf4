import { ALWAYS, type Condition, type Field } from '../../conditions/condition.ts';
import type { Formulas } from './formulas.ts';
import { Refusal } from './refusal.ts';
import type { FieldTerm } from './term.ts';

/** Whether a condition says anything of a field. */
export function mentions(condition: Condition, field: Field): boolean {
  switch (condition.kind) {
    case 'always':
    case 'never':
      return false;
    case 'and':
    case 'or':
      return condition.parts.some((part) => mentions(part, field));
    case 'not':
      return mentions(condition.part, field);
    case 'fields':
      return isSame(condition.left, field) || isSame(condition.right, field);
    default:
      return isSame(condition.field, field);
  }
}

function isSame(a: Field, b: Field): boolean {
  return a === b || (a.length === b.length && a.every((part, index) => part === b[index]));
}

/**
 * That there is an element at all, while one is looked at. It marks what was found by looking at one, and is left out
 * when that is said of the array.
 */
export function anElement(element: FieldTerm, formulas: Formulas): Condition {
  return formulas.table.has(element.path, [null]);
}

function unmarked(condition: Condition, mark: Condition, formulas: Formulas): Condition {
  if (condition === mark) return ALWAYS;
  switch (condition.kind) {
    case 'and':
      return formulas.table.and(condition.parts.map((part) => unmarked(part, mark, formulas)));
    case 'or':
      return formulas.table.or(condition.parts.map((part) => unmarked(part, mark, formulas)));
    case 'not':
      return formulas.not(unmarked(condition.part, mark, formulas));
    default:
      return condition;
  }
}

/** That there is an element of an array of the row of which the condition, which is marked, holds. */
export function someElementOf(condition: Condition, element: FieldTerm, formulas: Formulas): Condition {
  return someElement(unmarked(condition, anElement(element, formulas), formulas), element, formulas);
}

/** That there is an element of an array of the row of which the condition holds. */
function someElement(condition: Condition, element: FieldTerm, formulas: Formulas): Condition {
  const { path } = element;
  const array = element.elementOf?.path ?? [];
  if (condition.kind === 'never') return condition;
  if (!mentions(condition, path)) {
    throw new Refusal(
      'it is asked whether an array of the row has any element',
      'ask whether it has certain elements',
    );
  }
  switch (condition.kind) {
    case 'in':
      return formulas.table.has(array, condition.values);
    case 'or':
      return formulas.or(condition.parts.map((part) => someElement(part, element, formulas)));
    case 'and':
      return someOfAll(condition.parts, element, formulas);
    default:
      throw new Refusal(
        'elements of an array of the row are asked for more than whether they equal known values',
        'compare them with known values by `==` or `in`',
      );
  }
}

function someOfAll(parts: readonly Condition[], element: FieldTerm, formulas: Formulas): Condition {
  const about = parts.filter((part) => mentions(part, element.path));
  const rest = formulas.table.and(parts.filter((part) => !about.includes(part)));
  const choice = about.find((part) => part.kind === 'or');
  if (about.length > 1 && choice?.kind === 'or') {
    const others = about.filter((part) => part !== choice);
    const each = choice.parts.map((part) =>
      someElement(formulas.table.and([part, ...others]), element, formulas),
    );
    return formulas.and(rest, formulas.or(each));
  }
  const [only, ...others] = about;
  if (only === undefined || others.length > 0) {
    throw new Refusal(
      'elements of an array of the row are asked for several things at once',
      'ask for one list of known values',
    );
  }
  return formulas.and(rest, someElement(only, element, formulas));
}
