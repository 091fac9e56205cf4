/** What the runner said of one test. */
export interface Result {
  readonly title: string;
  /** Relative to the package. */
  readonly file: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

export interface Line {
  readonly id: string;
  readonly outcome: Result['outcome'] | 'missing';
  readonly files: readonly string[];
}

/** The ids a test is named by: `K1: …`, `O3, O4: …`. */
export function idsIn(title: string): string[] {
  return /^([KO]\d+(?:, [KO]\d+)*):/.exec(title)?.[1]?.split(', ') ?? [];
}

/**
 * A line for each id: passed where every test that is named by it passed and there is one, else the worst of what
 * happened.
 */
export function report(ids: readonly string[], results: readonly Result[]): Line[] {
  return ids.map((id) => {
    const named = results.filter(({ title }) => idsIn(title).includes(id));
    const outcome = (['failed', 'skipped', 'passed'] as const).find((one) =>
      named.some((result) => result.outcome === one),
    );
    return { id, outcome: outcome ?? 'missing', files: [...new Set(named.map(({ file }) => file))].sort() };
  });
}

/** `K1 passed  test/requirements/kiwi.test.ts` */
export function lineText({ id, outcome, files }: Line): string {
  const where = outcome === 'missing' ? `no test has a title that begins with "${id}:"` : files.join(', ');
  return `${id.padEnd(3)} ${outcome.padEnd(8)} ${where}`;
}
