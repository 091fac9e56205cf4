import type { Block, PlanFunction, Statement } from '../../src/policy/plan/plan.ts';
import {
  assign,
  block,
  call,
  DATA,
  functionOf,
  INPUT,
  KEY,
  leave,
  local,
  newKind,
  not,
  once,
  planOf,
  read,
  replacing,
  reset,
  says,
  scan,
  set,
  TEXT,
  use,
  VALUE,
  X,
  Y,
  Z,
} from './plan-words.ts';
import type { Probe } from './probe.ts';

const [OWN, RULE] = [X, Y] as const;
const given = (...between: Block): Block => [reset(OWN), ...between, once(TEXT, OWN)];
const handedOn: Block = [read(OWN), once(local(OWN), RULE)];
const direct = (...between: Block): Block => [...between, once(TEXT, RULE)];

const put = (what: string, blocks: readonly Block[], answer: readonly Block[] = blocks): Probe => [
  `the definitions of ${what}`,
  (code) => code.withDirectResults(blocks),
  answer,
];

/** What names the variable of a definition somewhere. */
const NAMING: readonly Statement[] = [
  use(OWN),
  set(OWN),
  block([use(Z)], [use(Z), use(OWN)]),
  scan(OWN),
  scan(Z, use(Z), use(OWN)),
  says('ScanStmt', { source: Z, key: OWN, value: VALUE, block: [] }),
  says('ScanStmt', { source: Z, key: KEY, value: OWN, block: [] }),
  replacing(OWN, TEXT),
  replacing(INPUT, local(OWN)),
  replacing(INPUT, TEXT, use(Z), use(OWN)),
  not(use(Z), use(OWN)),
];
const NOT_NAMING: readonly Statement[] = [
  use(Z),
  block([use(Z)], [set(Z)]),
  scan(Z, use(Z)),
  replacing(INPUT, TEXT, use(Z)),
  not(use(Z)),
  leave(0),
];

const definitions: readonly Probe[] = [
  put('a constant', [given(), handedOn], [direct()]),
  ...NOT_NAMING.map((each) => put('a constant after others', [given(each), handedOn], [direct(each)])),
  put('two constants', [given(set(Z)), handedOn, given(), handedOn], [direct(set(Z)), direct()]),
  put(
    'a constant among others',
    [[], [use(Z)], given(), handedOn, [use(Z)]],
    [[], [use(Z)], direct(), [use(Z)]],
  ),
  put(
    'a variable that is used anew',
    [given(), handedOn, [reset(OWN), use(OWN)]],
    [direct(), [reset(OWN), use(OWN)]],
  ),
  ...NAMING.flatMap((each) => [
    put('a variable that is named before', [given(each, use(Z)), handedOn]),
    put('a variable that is named last', [given(use(Z), each), handedOn]),
    put('a variable that is named alone', [given(each), handedOn]),
    put('a variable that is named elsewhere', [given(), handedOn, [use(Z), each]]),
    put('a variable that is named first', [[each, use(Z)], given(), handedOn]),
  ]),
  put('nothing that is handed on', [given()]),
  put('nothing that is given', [handedOn]),
  put('a value that is handed on before', [handedOn, given(), handedOn]),
  put('a value that is handed on twice', [given(), handedOn, handedOn]),
  put('a value that is handed on later', [given(), [use(OWN)], given(), handedOn]),
  put('a variable that is not reset', [[set(Z), once(TEXT, OWN)], handedOn]),
  put('another variable that is reset', [[reset(Z), once(TEXT, OWN)], handedOn]),
  put('a value that may be given again', [[reset(OWN), assign(TEXT, OWN)], handedOn]),
  put('another variable', [[reset(OWN), once(TEXT, Z)], handedOn]),
  put('a value of another variable', [[reset(OWN), once(local(Z), OWN)], handedOn]),
  put('a value that is not asked for', [
    given(),
    [says('IsUndefinedStmt', { source: OWN }), handedOn[1] as Statement],
  ]),
  put('a value, where another one is asked for', [given(), [read(Z), handedOn[1] as Statement]]),
  put('a value with more behind it', [given(), [...handedOn, use(Z)]]),
  put('a value that is asked for only', [given(), [read(OWN)]]),
  put('a value that is put elsewhere', [given(), [read(OWN), assign(local(OWN), RULE)]]),
  put('a value, where a constant is handed on', [given(), [read(OWN), once(TEXT, RULE)]]),
  put('a value, where a constant of its number is handed on', [
    given(),
    [read(OWN), once({ type: 'string_index', value: OWN }, RULE)],
  ]),
  put('a value, where another one is handed on', [given(), [read(OWN), once(local(Z), RULE)]]),
  put('a value that is handed on to itself', [given(), [read(OWN), once(local(OWN), OWN)]]),
  put('a value with others between', [given(), [use(Z)], handedOn]),
];

const straight = (what: string, given: Block, answer: Block = given): Probe => [
  `in place: ${what}`,
  (code) => code.straightened(given),
  answer,
];
const lone = block([block([set(X), use(X), leave(1)]), leave(1)]);
const alternatives: readonly Probe[] = [
  straight('nothing', []),
  straight('a statement', [set(X)]),
  straight('a lone alternative', [lone, set(Y)], [set(X), use(X), set(Y)]),
  straight('a lone alternative further inside', [not(lone)], [not(set(X), use(X))]),
  straight('a lone alternative in a block', [block([use(Z), lone])], [block([use(Z), set(X), use(X)])]),
  straight('what is no alternative', [block([set(X), leave(1)])]),
  straight('two alternatives', [block([block([set(X), leave(1)], [set(Y), leave(1)]), leave(1)])]),
  straight('two blocks', [block([block([set(X), leave(1)]), leave(1)], [set(Y)])]),
  straight('no alternative', [block([block(), leave(1)])]),
  straight('an alternative that goes on', [block([block([set(X), leave(1)]), set(Y)])]),
  straight('an alternative with more behind it', [block([block([set(X), leave(1)]), leave(1), set(Y)])]),
  straight('an alternative that does not leave', [block([block([set(X)]), leave(1)])]),
  straight('an alternative that leaves more', [block([block([set(X), leave(2)]), leave(1)])]),
  straight('an alternative after which more is left', [block([block([set(X), leave(1)]), leave(2)])]),
  straight('an alternative that ends with a number', [
    block([block([set(X), says('MakeNumberRefStmt', { index: 1, target: Y })]), leave(1)]),
  ]),
  ...[
    leave(0),
    block([set(X)]),
    not(set(X)),
    scan(X),
    replacing(INPUT, TEXT),
    says('CallDynamicStmt', { args: [], path: [], result: X }),
    says('ReturnLocalStmt', { source: X }),
    newKind,
  ].map((each) =>
    straight('an alternative of more than one way', [block([block([set(X), each, leave(1)]), leave(1)])]),
  ),
];

const NAMES = ['resource', 'properties', 'id', 'type', 'subject', 'owner'] as const;
type Name = (typeof NAMES)[number];
const named = (name: Name) => ({ type: 'string_index', value: NAMES.indexOf(name) }) as const;
const get = (source: number, name: Name, target: number) =>
  says('DotStmt', { source: local(source), key: named(name), target });
const ROW = [
  ['resource', 'id'],
  ['resource', 'properties'],
];

const free = functionOf('free', [[get(INPUT, 'subject', X)]]);
const bound = functionOf('bound', [[get(INPUT, 'resource', X), get(X, 'id', Y)]]);
const selfCalling = functionOf('self', [[call('self', local(INPUT), local(DATA))]]);

const isFree = (
  what: string,
  answer: boolean,
  blocks: readonly Block[],
  unknowns: readonly (readonly string[])[] = ROW,
  params?: PlanFunction['params'],
): Probe => [
  `whether a function reads nothing of the row: ${what}`,
  (code) => {
    const asked = functionOf('asked', blocks, params);
    const functions = new code.RowFreeFunctions(planOf(NAMES, [free, bound, selfCalling, asked]), unknowns);
    return [functions.has(asked), functions.has(asked)];
  },
  [answer, answer],
];

const isFor = (what: string, answer: boolean, unknowns: readonly (readonly string[])[]): Probe => [
  `whether unknowns are the same: ${what}`,
  (code) => new code.RowFreeFunctions(planOf(NAMES, []), ROW).isFor(unknowns),
  answer,
];

const args = [local(INPUT), local(DATA)] as const;
const readingNone: readonly Probe[] = [
  isFree('nothing', true, []),
  isFree('no request', false, [], ROW, []),
  isFree('the subject', true, [[get(INPUT, 'subject', X), get(X, 'id', Y), use(Y)]]),
  isFree('the type', true, [[get(INPUT, 'resource', X), get(X, 'type', Y), use(Y)]]),
  isFree('the resource, unused', true, [[get(INPUT, 'resource', X)]]),
  isFree('the resource', false, [[get(INPUT, 'resource', X), use(X)]]),
  isFree('a second block', false, [[get(INPUT, 'subject', X)], [get(INPUT, 'resource', X), use(X)]]),
  isFree('the id', false, [[get(INPUT, 'resource', X), get(X, 'id', Y)]]),
  isFree('properties', false, [[get(INPUT, 'resource', X), get(X, 'properties', Y)]]),
  isFree('another member of the row alone', true, [[get(INPUT, 'properties', X), use(X)]]),
  isFree('below what is not known', false, [[get(INPUT, 'resource', X)]], [['resource']]),
  isFree(
    'what is above one unknown of two',
    false,
    [[get(INPUT, 'resource', X), use(X)]],
    [
      ['resource', 'id'],
      ['subject', 'id'],
    ],
  ),
  isFree('all is unknown', false, [[get(INPUT, 'subject', X)]], [[]]),
  isFree('data', true, [[get(DATA, 'resource', X), use(X)]]),
  isFree('by a computed name', false, [
    [get(INPUT, 'subject', X), says('DotStmt', { source: local(INPUT), key: local(X), target: Y })],
  ]),
  isFree('by a computed name, of data', true, [
    [get(INPUT, 'subject', X), says('DotStmt', { source: local(DATA), key: local(X), target: Y })],
  ]),
  isFree('as a name', false, [[says('DotStmt', { source: local(DATA), key: local(INPUT), target: Y })]]),
  isFree('of a constant', true, [[says('DotStmt', { source: TEXT, key: local(DATA), target: Y })]]),
  isFree('replaced input', false, [[replacing(INPUT, TEXT)]]),
  isFree('a rule by its name', false, [[says('CallDynamicStmt', { args: [], path: [], result: X })]]),
  isFree('what nobody knows', false, [[newKind]]),
  isFree('in a block', false, [[block([use(Z)], [use(Z), use(INPUT)])]]),
  isFree('not in a block', true, [[block([use(Z)], [use(Z), use(DATA)])]]),
  isFree('in a negation', false, [[not(use(Z), use(INPUT))]]),
  isFree('not in a negation', true, [[not(use(Z), use(DATA))]]),
  isFree('all members of the input', false, [[scan(INPUT)]]),
  isFree('in a scan', false, [[scan(DATA, use(Z), use(INPUT))]]),
  isFree('not in a scan', true, [[scan(DATA, use(Z), use(VALUE))]]),
  isFree('by another name', false, [[assign(local(INPUT), X), use(X)]]),
  isFree('by another name, unused', true, [[assign(local(INPUT), X)]]),
  isFree('by another name in the next turn', false, [[scan(DATA, use(X), assign(local(INPUT), X))]]),
  isFree('a constant by another name', true, [[assign(TEXT, X), use(X)]]),
  isFree('either of two, the first', false, [
    [get(INPUT, 'resource', X), assign(local(INPUT), X), get(X, 'properties', Y)],
  ]),
  isFree('either of two, the second', false, [
    [assign(local(DATA), X), assign(local(INPUT), X), get(X, 'resource', Y), use(Y)],
  ]),
  isFree('compared', false, [[says('EqualStmt', { a: local(DATA), b: local(INPUT) })]]),
  isFree('not compared', true, [[says('EqualStmt', { a: local(DATA), b: TEXT })]]),
  isFree('given once', false, [[once(local(INPUT), X)]]),
  isFree('a builtin of nothing', true, [[call('now')]]),
  isFree('a builtin of a constant', true, [[call('lower', TEXT)]]),
  isFree('a builtin of the input', false, [[call('lower', local(INPUT))]]),
  isFree('a builtin of the input, second', false, [[call('lower', TEXT, local(INPUT))]]),
  isFree('a builtin of the input, third', false, [[call('lower', TEXT, local(DATA), local(INPUT))]]),
  isFree('a rule that does not either', true, [[call('free', ...args)]]),
  isFree('a rule that does', false, [[call('bound', ...args)]]),
  isFree('a rule asked about a part', false, [
    [get(INPUT, 'resource', X), call('free', local(X), local(DATA))],
  ]),
  isFree('a rule asked about a copy', false, [
    [assign(local(INPUT), X), call('free', local(X), local(DATA))],
  ]),
  isFree('a rule asked about data', false, [[call('free', local(DATA), local(DATA))]]),
  isFree('a rule asked about a constant', false, [
    [call('free', { type: 'string_index', value: INPUT }, local(DATA))],
  ]),
  isFree('a rule asked about nothing', false, [[call('free')]]),
  isFree('a function of the input', false, [[call('free', ...args, local(INPUT))]]),
  isFree('a function of data', true, [[call('free', ...args, local(DATA))]]),
  isFree('a rule asked about input that is another', false, [
    [get(INPUT, 'resource', X), assign(local(X), INPUT), call('free', ...args)],
  ]),
  isFree('a rule that asks for itself', false, [[call('self', ...args)]]),
  isFor('themselves', true, ROW),
  isFor('a copy', true, structuredClone(ROW)),
  isFor('fewer', false, ROW.slice(0, 1)),
  isFor('more', false, [...ROW, ['subject']]),
  isFor('another', false, [
    ['resource', 'id'],
    ['resource', 'type'],
  ]),
  isFor('another one first', false, [
    ['resource', 'type'],
    ['resource', 'properties'],
  ]),
  isFor('a shorter one', false, [['resource', 'id'], ['resource']]),
  isFor('a longer one', false, [
    ['resource', 'id'],
    ['resource', 'properties', 'owner'],
  ]),
];

export const shortcutProbes: readonly Probe[] = [...definitions, ...alternatives, ...readingNone];
