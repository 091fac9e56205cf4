import type { Block, Local, Statement } from '../../src/policy/plan/plan.ts';
import {
  block,
  INPUT,
  KEY,
  leave,
  local,
  newKind,
  OTHER,
  read,
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

const perhaps = (...then: Block): Statement => block([read(INPUT), ...then]);
const ended = (...before: Block): Statement =>
  block([read(INPUT), ...before, says('ReturnLocalStmt', { source: INPUT })]);

/** Statements with the variables that each reads and sets. */
const USES: readonly (readonly [statement: Statement, reads: readonly Local[], writes: readonly Local[]])[] =
  [
    [says('ReturnLocalStmt', { source: X }), [X], []],
    [says('IsDefinedStmt', { source: X }), [X], []],
    [says('IsUndefinedStmt', { source: X }), [X], []],
    [says('ScanStmt', { source: X, key: Y, value: Z, block: [] }), [X], []],
    [says('CallStmt', { func: 'f', args: [local(X), TEXT, local(Y)], result: Z }), [X, Y], [Z]],
    [says('CallDynamicStmt', { args: [X], path: [TEXT, local(Y)], result: Z }), [X, Y], [Z]],
    [says('DotStmt', { source: local(X), key: local(Y), target: Z }), [X, Y], [Z]],
    [says('LenStmt', { source: local(X), target: Z }), [X], [Z]],
    [says('AssignVarStmt', { source: local(X), target: Z }), [X], [Z]],
    [says('AssignVarOnceStmt', { source: local(X), target: Z }), [X, Z], []],
    [says('AssignIntStmt', { value: 1, target: Z }), [], [Z]],
    [says('ResetLocalStmt', { target: Z }), [], [Z]],
    [says('MakeNullStmt', { target: Z }), [], [Z]],
    [says('MakeNumberIntStmt', { value: 1, target: Z }), [], [Z]],
    [says('MakeNumberRefStmt', { index: 0, target: Z }), [], [Z]],
    [says('MakeArrayStmt', { capacity: 0, target: Z }), [], [Z]],
    [says('MakeObjectStmt', { target: Z }), [], [Z]],
    [says('MakeSetStmt', { target: Z }), [], [Z]],
    [says('EqualStmt', { a: local(X), b: local(Y) }), [X, Y], []],
    [says('NotEqualStmt', { a: local(X), b: local(Y) }), [X, Y], []],
    [says('IsArrayStmt', { source: local(X) }), [X], []],
    [says('IsObjectStmt', { source: local(X) }), [X], []],
    [says('IsSetStmt', { source: local(X) }), [X], []],
    [says('ArrayAppendStmt', { array: X, value: local(Y) }), [X, Y], []],
    [says('SetAddStmt', { set: X, value: local(Y) }), [X, Y], []],
    [says('ObjectInsertStmt', { object: X, key: local(Y), value: local(Z) }), [X, Y, Z], []],
    [says('ObjectInsertOnceStmt', { object: X, key: local(Y), value: local(Z) }), [X, Y, Z], []],
    [says('ObjectMergeStmt', { a: X, b: Y, target: Z }), [X, Y], [Z]],
    [says('WithStmt', { local: INPUT, path: [], value: local(X), block: [] }), [X], []],
    [says('ResultSetAddStmt', { value: X }), [X], []],
    [says('NopStmt', {}), [], []],
    [leave(0), [], []],
    [newKind, [], []],
  ];

/** What ends its block where it is undefined or false. */
const ENDING =
  /^(CallStmt|CallDynamicStmt|DotStmt|LenStmt|(Not)?EqualStmt|Is(Array|Object|Set|Defined|Undefined)Stmt|NotStmt|WithStmt)$/;

/** The variables of which several values may be read, and which of these statements begin anew. */
const found = (what: string, blocks: readonly Block[], merged: readonly Local[], starts: Block): Probe => [
  `variables of ${what}`,
  (code) => {
    const locals = code.analyzeLocals(blocks);
    const statements = new Set<Statement>(starts);
    const others = [...locals.starts].filter((each) => locals.merged.has(writtenBy(each)));
    return [
      [...locals.merged].sort((a, b) => a - b),
      others.length === statements.size && others.every((each) => statements.has(each)),
    ];
  },
  [merged, true],
];

function writtenBy(statement: Statement): Local {
  if (statement.kind === 'ScanStmt') return statement.key;
  return 'target' in statement ? statement.target : -1;
}

const [first, second, third] = [set(X), set(X), set(X)];
const turn = scan(INPUT, read(VALUE));

export const variableProbes: readonly Probe[] = [
  ...USES.flatMap(([statement, reads, writes]) => [
    found(
      `what is read by ${statement.kind}`,
      [[X, Y, Z].map((each) => perhaps(set(each))).concat(statement)],
      reads,
      reads.includes(writtenBy(statement)) ? [statement] : [],
    ),
    ...writes.map((each) =>
      found(
        `what is set by ${statement.kind}`,
        [[set(each), perhaps(set(each)), statement, read(each)]],
        [],
        [],
      ),
    ),
  ]),
  ...[...USES.map(([statement]) => statement), says('NotStmt', { block: [] })]
    .filter(({ kind }) => !/^(ReturnLocalStmt|BreakStmt)$/.test(kind))
    .map((statement) =>
      found(
        `what is set behind ${statement.kind}`,
        [[block([statement, set(OTHER)]), read(OTHER)]],
        ENDING.test(statement.kind) ? [OTHER] : [],
        [],
      ),
    ),
  found('what is never come to', [[leave(0), read(X)], [read(X)]], [], []),
  found(
    'what is set once, as nothing was before',
    [[says('AssignVarOnceStmt', { source: TEXT, target: X }), read(X)]],
    [X],
    [],
  ),
  found(
    'what begins anew, while another one does not',
    [[perhaps(set(X)), read(X), perhaps(set(Y)), first, use(X), perhaps(set(Y)), read(Y)]],
    [X, Y],
    [first],
  ),
  found('what is set perhaps', [[perhaps(set(X)), read(X)]], [X], []),
  found('what is set perhaps by an earlier block', [[read(INPUT), set(X)], [read(X)]], [X], []),
  found(
    'what is set before a block is left',
    [[block([perhaps(set(X), leave(1)), set(Y)]), read(X)]],
    [X],
    [],
  ),
  found('what is set before two are left', [[block([block([perhaps(set(X), leave(2))])]), read(X)]], [X], []),
  found(
    'what is set before a `with` is left',
    [
      [
        block([
          says('WithStmt', { local: INPUT, path: [], value: TEXT, block: [read(INPUT), set(X), leave(1)] }),
        ]),
        read(X),
      ],
    ],
    [X],
    [],
  ),
  found('what is set in a `not`', [[says('NotStmt', { block: [read(INPUT), set(X)] }), read(X)]], [X], []),
  found('what is set after a return', [[ended(set(X)), read(X)]], [], []),
  found('what is set by each turn', [[scan(INPUT, set(X)), read(X)]], [X], []),
  found('what is set before a turn ends', [[scan(INPUT, read(INPUT), set(X), leave(1)), read(X)]], [X], []),
  found(
    'what is set before a scan ends',
    [[block([scan(INPUT, read(INPUT), set(X), leave(2))]), read(X)]],
    [X],
    [],
  ),
  found('what a turn leaves to the next', [[scan(INPUT, read(X), set(X))]], [X], []),
  found('keys', [[perhaps(set(KEY)), scan(INPUT, read(KEY))]], [], []),
  found('values', [[perhaps(set(VALUE)), scan(INPUT, read(VALUE))]], [], []),
  found('keys that are read behind', [[set(KEY), turn, read(KEY)]], [KEY], []),
  found(
    'what is set once',
    [[set(X), says('AssignVarOnceStmt', { source: TEXT, target: X }), read(X)]],
    [X],
    [],
  ),
  found('what begins anew behind', [[perhaps(set(X)), read(X), first, read(X)]], [X], [first]),
  found('what begins anew before', [[first, read(X), second, perhaps(third), read(X)]], [X], [first]),
  found('what begins anew and ends', [[ended(first, use(X)), perhaps(second), read(X)]], [X], [first]),
  found('what is set between', [[perhaps(second), ended(first, use(X)), perhaps(third), read(X)]], [X], []),
  found(
    'turns in which it begins anew',
    [[scan(INPUT, ended(first, use(X)), perhaps(second), read(X))]],
    [X],
    [first],
  ),
];
