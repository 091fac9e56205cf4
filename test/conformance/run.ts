/**
 * Runs OPA's own compliance cases through the plan evaluator and through WASM, and prints what passed, by folder.
 *
 *   npm run conformance                  every case
 *   npm run conformance -- every sets    only these folders
 */
import { findOpa } from '../../src/policy/build/opa.ts';
import { findOpaSources, readCases, readWasmExceptions } from './cases.ts';
import { engines, type Judged, type Judgement, judgeCase } from './judge-case.ts';

const sources = findOpaSources();
if (sources === undefined) {
  process.stderr.write(
    'OPA’s sources are not in Go’s module cache: go install github.com/open-policy-agent/opa\n',
  );
  process.exit(2);
}
const opa = await findOpa(process.env);
const folders = process.argv.slice(2);
const cases = readCases(sources).filter(({ folder }) => folders.length === 0 || folders.includes(folder));
const exceptions = readWasmExceptions(sources);

const judged: Judged[] = [];
const queue = [...cases];
await Promise.all(
  [0, 1].map(async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      judged.push(await judgeCase(opa, item));
    }
  }),
);

const kinds = ['passed', 'failed', 'not applicable'] as const;
const count = (of: readonly Judgement[], kind: Judgement['kind']) =>
  of.filter((one) => one.kind === kind).length;
const row = (name: string, of: readonly Judged[]) => {
  const numbers = engines.flatMap((engine) =>
    kinds.map((kind) =>
      count(
        of.map((each) => each[engine]),
        kind,
      ),
    ),
  );
  return name.padEnd(44) + numbers.map((number) => String(number).padStart(8)).join('');
};
const lines = [`${''.padEnd(44)}    plan  failed     n/a     row  failed     n/a    wasm  failed     n/a`];
for (const folder of [...new Set(cases.map((item) => item.folder))].sort()) {
  lines.push(
    row(
      folder,
      judged.filter((each) => each.case.folder === folder),
    ),
  );
}
lines.push(row('all', judged), '');

const reasons = new Map<string, number>();
for (const { plan } of judged) {
  if (plan.kind === 'not applicable') reasons.set(plan.why, (reasons.get(plan.why) ?? 0) + 1);
}
lines.push('Not applicable:');
for (const [why, times] of [...reasons].sort((a, b) => b[1] - a[1]))
  lines.push(`${String(times).padStart(6)}  ${why}`);
for (const engine of engines) {
  lines.push('', `Failed on ${engine}:`);
  for (const each of judged) {
    const judgement = each[engine];
    if (judgement.kind !== 'failed') continue;
    const excepted = engine === 'wasm' ? exceptions.get(each.case.note) : undefined;
    lines.push(
      `  ${each.case.folder}: ${each.case.note}: ${judgement.why}${excepted ? ` (OPA: ${excepted})` : ''}`,
    );
  }
}
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = judged.some(({ plan }) => plan.kind === 'failed') ? 1 : 0;
