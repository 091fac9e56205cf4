import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A folder that is removed after the test, and a way to put files into it at once, as a rotation does. */
export function folder(t: TestContext) {
  const path = mkdtempSync(join(tmpdir(), 'postern-gate-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  const file = (name: string) => join(path, name);
  return {
    file,
    put(name: string, text: string): string {
      const place = file(name);
      writeFileSync(`${place}.new`, text);
      renameSync(`${place}.new`, place);
      return place;
    },
  };
}
