import { type Condition, fieldName } from './condition.ts';

/** The names of the fields that a condition is about, each once. */
export function fieldsIn(condition: Condition): string[] {
  const names = new Set<string>();
  const walk = (part: Condition): void => {
    switch (part.kind) {
      case 'always':
      case 'never':
        return;
      case 'and':
      case 'or':
        part.parts.forEach(walk);
        return;
      case 'not':
        walk(part.part);
        return;
      case 'fields':
        names.add(fieldName(part.left));
        names.add(fieldName(part.right));
        return;
      default:
        names.add(fieldName(part.field));
    }
  };
  walk(condition);
  return [...names];
}
