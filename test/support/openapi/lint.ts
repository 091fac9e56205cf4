import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { packageRoot } from '../../../src/package-root.ts';
import { temporaryFolder } from '../dev-process.ts';

interface Finding {
  readonly ruleId: string;
  readonly message: string;
  readonly location: readonly { readonly pointer?: string }[];
}

/** What Redocly's recommended rules find, warnings too. Nothing leaves this machine. */
export function lint(t: TestContext, text: string): string[] {
  const file = join(temporaryFolder(t), 'openapi.json');
  writeFileSync(file, text);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--no-warnings',
      join(packageRoot, 'node_modules/@redocly/cli/bin/cli.js'),
      'lint',
      file,
      '--extends=recommended-strict',
      '--format=json',
    ],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        REDOCLY_TELEMETRY: 'off',
        REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
      },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  assert.match(stdout, /^\s*\{/, stderr);
  const { problems } = JSON.parse(stdout) as { problems: Finding[] };
  return problems.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer ?? ''})`,
  );
}
