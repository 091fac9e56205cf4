/**
 * A value that can be worked out before the policy runs: a constant, a path into the input, or a path into a record
 * that is itself found by such a value. The strings it stands for are keys of records.
 */
export interface KeyExpression {
  readonly root: KeyRoot;
  readonly steps: readonly Step[];
}

export type KeyRoot =
  | { readonly kind: 'input' }
  | { readonly kind: 'constant'; readonly value: string }
  | { readonly kind: 'record'; readonly collection: string; readonly key: KeyExpression }
  /** A root of the data document that is not an object, as a string may be. */
  | { readonly kind: 'value'; readonly name: string };

export type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  /** Every element of an array, or every value of an object. */
  | { readonly kind: 'each' }
  /** Every key of an object. */
  | { readonly kind: 'keys' };

export const inputRoot: KeyExpression = { root: { kind: 'input' }, steps: [] };

export function constant(value: string): KeyExpression {
  return { root: { kind: 'constant', value }, steps: [] };
}

export function record(collection: string, key: KeyExpression): KeyExpression {
  return { root: { kind: 'record', collection, key }, steps: [] };
}

export function valueRoot(name: string): KeyExpression {
  return { root: { kind: 'value', name }, steps: [] };
}

export function extend(expression: KeyExpression, step: Step): KeyExpression {
  return { root: expression.root, steps: [...expression.steps, step] };
}

/** How many records deep an expression reaches, plus its steps: what bounds the analysis. */
export function complexity(expression: KeyExpression): number {
  const { root, steps } = expression;
  return steps.length + (root.kind === 'record' ? 4 + complexity(root.key) : 0);
}

/** An expression as a policy author would write it: `input.subject.id`, `data.users[input.subject.id].teams[_]`. */
export function describeKey({ root, steps }: KeyExpression): string {
  return describeRoot(root) + steps.map(describeStep).join('');
}

function describeRoot(root: KeyRoot): string {
  switch (root.kind) {
    case 'input':
      return 'input';
    case 'constant':
      return JSON.stringify(root.value);
    case 'record':
      return `data${describeStep({ kind: 'member', name: root.collection })}[${describeKey(root.key)}]`;
    case 'value':
      return `data${describeStep({ kind: 'member', name: root.name })}`;
  }
}

function describeStep(step: Step): string {
  switch (step.kind) {
    case 'member':
      return /^[A-Za-z_]\w*$/.test(step.name) ? `.${step.name}` : `[${JSON.stringify(step.name)}]`;
    case 'index':
      return `[${step.index}]`;
    case 'each':
      return '[_]';
    case 'keys':
      return '[keys]';
  }
}
