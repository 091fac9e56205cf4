import type { Block, Local, Operand, PlanFunction, Statement } from '../../src/policy/plan/plan.ts';
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
  OTHER,
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

const RESULT = 2;
const STRINGS = ['allow', 'reasons'];
const [ALLOW, REASONS]: readonly [Operand, Operand] = [
  { type: 'string_index', value: 0 },
  { type: 'string_index', value: 1 },
];
const YES: Operand = { type: 'bool', value: true };

const writing = (statement: Statement, ...answer: number[]): Probe => [
  `the variables that ${statement.kind} sets`,
  (code) => code.writes(statement),
  answer,
];
const writings: readonly Probe[] = [
  writing(set(X), X),
  writing(assign(TEXT, X), X),
  writing(reset(X)),
  writing(scan(INPUT), KEY, VALUE),
  writing(call('f'), OTHER),
  writing(says('CallDynamicStmt', { args: [], path: [], result: X }), X),
  writing(says('DotStmt', { source: TEXT, key: TEXT, target: X }), X),
  writing(use(X)),
  writing(block()),
];

const bool = functionOf('bool', [[once(YES, RESULT)]]);
const text = functionOf('text', [[once(TEXT, RESULT)]]);
const perhaps = functionOf('perhaps', [[read(INPUT), once(YES, RESULT)]]);
const others = [bool, text, perhaps];

const defined = (what: string, answer: boolean, blocks: readonly Block[], assumed?: string): Probe => [
  `whether a function always gives something: ${what}`,
  (code) => code.isAlwaysDefined(planOf(STRINGS, others), functionOf('asked', blocks), assumed),
  answer,
];
const GOING_ON: readonly Statement[] = [
  says('AssignIntStmt', { value: 1, target: X }),
  assign(TEXT, X),
  once(TEXT, X),
  says('MakeArrayStmt', { capacity: 0, target: X }),
  set(X),
  says('MakeNumberIntStmt', { value: 1, target: X }),
  says('MakeNumberRefStmt', { index: 0, target: X }),
  says('MakeObjectStmt', { target: X }),
  says('MakeSetStmt', { target: X }),
  says('ObjectInsertStmt', { object: X, key: TEXT, value: TEXT }),
  reset(X),
];
const ENDING: readonly Statement[] = [
  says('DotStmt', { source: local(X), key: TEXT, target: Y }),
  says('EqualStmt', { a: TEXT, b: TEXT }),
  says('IsArrayStmt', { source: local(X) }),
  says('IsUndefinedStmt', { source: X }),
  says('ObjectInsertOnceStmt', { object: X, key: TEXT, value: TEXT }),
  says('ObjectMergeStmt', { a: X, b: Y, target: Z }),
  says('ReturnLocalStmt', { source: X }),
  block([set(Z)]),
  leave(0),
  scan(X),
  not(set(Z)),
  replacing(INPUT, TEXT),
  call('builtin'),
  newKind,
];
const definednesses: readonly Probe[] = [
  defined('nothing', false, []),
  defined('at once', true, [[set(RESULT)]]),
  defined('with more behind it', true, [[set(RESULT), read(INPUT)]]),
  defined('where something is', false, [[read(X), set(RESULT)]]),
  defined('where something set before is', true, [[set(X)], [read(X), set(RESULT)]]),
  defined('where something else is', false, [[set(Y)], [read(X), set(RESULT)]]),
  ...GOING_ON.map((each) => defined(`after ${each.kind}`, true, [[each, set(RESULT)]])),
  ...ENDING.map((each) => defined(`after ${each.kind}`, false, [[each, set(RESULT)]])),
  defined('where it is not yet', true, [[says('IsUndefinedStmt', { source: RESULT }), set(RESULT)]]),
  defined('where another one is not yet', false, [[says('IsUndefinedStmt', { source: X }), set(RESULT)]]),
  defined('reset and perhaps set', false, [[set(RESULT)], [reset(RESULT), read(INPUT), set(RESULT)]]),
  defined('reset and set', true, [[reset(RESULT), set(RESULT)]]),
  defined('all of them reset first', true, [[reset(X), reset(RESULT), set(X), set(RESULT)]]),
  defined('reset', false, [[reset(RESULT)]]),
  defined('reset further inside', false, [[set(RESULT)], [block([reset(RESULT)])]]),
  defined('reset behind it', false, [[set(RESULT), reset(RESULT)]]),
  defined('reset behind it, further inside', false, [[set(RESULT), block([reset(RESULT)])]]),
  defined('by a rule that is', true, [[call('bool'), set(RESULT)]]),
  defined('by a rule that is not', false, [[call('perhaps'), set(RESULT)]]),
  defined('by a rule that is taken for defined', true, [[call('perhaps'), set(RESULT)]], 'perhaps'),
  defined('by no rule', false, [[call('other'), set(RESULT)]], 'perhaps'),
];

const making = says('MakeObjectStmt', { target: X });
const insert = (key: Operand, value: Operand, object: Local = X): Statement =>
  says('ObjectInsertStmt', { object, key, value });
const insertOnce = (key: Operand, value: Operand): Statement =>
  says('ObjectInsertOnceStmt', { object: X, key, value });
const asks = call('bool', local(INPUT), local(DATA));
const handing = (): readonly Block[] => [
  [read(X), once(local(X), Y)],
  [read(Y), once(local(Y), RESULT)],
];

const filtering = (
  what: string,
  answer: string | undefined,
  blocks: readonly Block[],
  more: readonly PlanFunction[] = [],
): Probe => [
  `the rule that filters for a decision: ${what}`,
  (code) =>
    code.filteringRule(planOf(STRINGS, [...others, ...more, functionOf('decision', blocks)]), 'p/decision'),
  answer,
];
const own = 'p/decision';
const filterings: readonly Probe[] = [
  ['the rule that filters for no decision', (code) => code.filteringRule(planOf([], []), own), undefined],
  filtering('of nothing', undefined, []),
  filtering('a truth', own, [[once(YES, RESULT)]]),
  filtering('one of two truths', own, [[once(YES, RESULT)], [once({ type: 'bool', value: false }, RESULT)]]),
  filtering('a truth by another name', own, [[assign(YES, X)], [once(local(X), RESULT)]]),
  filtering('a truth of another rule', own, [[asks, once(local(OTHER), RESULT)]]),
  filtering('a text', undefined, [[once(TEXT, RESULT)]]),
  filtering('a truth or a text', undefined, [[once(YES, RESULT)], [once(TEXT, RESULT)]]),
  filtering('a text of another rule', undefined, [[call('text'), once(local(OTHER), RESULT)]]),
  filtering('what a builtin gives', undefined, [[call('now'), once(local(OTHER), RESULT)]]),
  filtering('a null', undefined, [[set(RESULT)]]),
  filtering('the input', undefined, [[once(local(INPUT), RESULT)]]),
  filtering('a truth or the input', undefined, [[once(YES, RESULT)], [once(local(INPUT), RESULT)]]),
  filtering('an object', 'p/bool', [[asks, making, insert(ALLOW, local(OTHER))], ...handing()]),
  filtering('an object made otherwise', 'p/bool', [
    [asks, making, insertOnce(ALLOW, local(OTHER))],
    ...handing(),
  ]),
  filtering('an object with more', 'p/bool', [
    [asks, making, insert(REASONS, YES), insert(ALLOW, local(OTHER)), insert(ALLOW, YES, Z)],
    ...handing(),
  ]),
  filtering('an object without', undefined, [[asks, making, insert(REASONS, local(OTHER))], ...handing()]),
  filtering('a constant in it', undefined, [[asks, making, insert(ALLOW, YES)], ...handing()]),
  filtering('two in it', undefined, [
    [asks, making, insert(ALLOW, local(OTHER)), insert(ALLOW, YES)],
    ...handing(),
  ]),
  filtering('two in it, the second once', undefined, [
    [asks, making, insert(ALLOW, local(OTHER))],
    [insertOnce(ALLOW, YES)],
    ...handing(),
  ]),
  filtering('a computed name in it', undefined, [
    [asks, making, insert(ALLOW, local(OTHER)), insert(local(Z), YES)],
    ...handing(),
  ]),
  filtering('a computed name of its number', undefined, [
    [asks, making, insert({ type: 'bool', value: 0 as unknown as boolean }, local(OTHER))],
    ...handing(),
  ]),
  filtering('a truth that is set anew', undefined, [
    [asks, making, assign(YES, OTHER), insert(ALLOW, local(OTHER))],
    ...handing(),
  ]),
  filtering('a truth that was set before', undefined, [
    [assign(YES, OTHER), asks, making, insert(ALLOW, local(OTHER))],
    ...handing(),
  ]),
  filtering('variables that hold each other', undefined, [
    [assign(local(X), Y), assign(local(Y), X), once(local(X), RESULT)],
  ]),
  filtering(
    'a rule that asks for itself',
    own,
    [[call('self'), once(local(OTHER), RESULT)]],
    [functionOf('self', [[call('self'), once(local(OTHER), RESULT)]])],
  ),
  filtering('what is not asked', undefined, [
    [assign(TEXT, OTHER), making, insert(ALLOW, local(OTHER))],
    ...handing(),
  ]),
  filtering('what comes from nowhere', undefined, [[making, insert(ALLOW, local(OTHER))], ...handing()]),
  filtering('a builtin', undefined, [
    [call('now', local(INPUT), local(DATA)), making, insert(ALLOW, local(OTHER))],
    ...handing(),
  ]),
  ...[
    [],
    [local(INPUT)],
    [local(DATA), local(INPUT)],
    [local(INPUT), local(Z)],
    [local(Z), local(DATA)],
    [local(INPUT), local(DATA), local(Z)],
    [{ type: 'string_index', value: INPUT } as const, local(DATA)],
  ].map((args) =>
    filtering('another request', undefined, [
      [call('bool', ...args), making, insert(ALLOW, local(OTHER))],
      ...handing(),
    ]),
  ),
  filtering('an object that may not be there', undefined, [
    [read(Z), asks, making, insert(ALLOW, local(OTHER))],
    ...handing(),
  ]),
  filtering('one of two objects', undefined, [
    [asks, making, insert(ALLOW, local(OTHER))],
    ...handing(),
    [says('MakeObjectStmt', { target: Z }), once(local(Z), RESULT)],
  ]),
  filtering('an object or a constant', undefined, [
    [asks, making, insert(ALLOW, local(OTHER))],
    ...handing(),
    [once(TEXT, RESULT)],
  ]),
  filtering('a rule that may not be there', 'p/perhaps', [
    [call('perhaps', local(INPUT), local(DATA)), making, insert(ALLOW, local(OTHER))],
    ...handing(),
  ]),
];

export const decisionProbes: readonly Probe[] = [...writings, ...definednesses, ...filterings];
