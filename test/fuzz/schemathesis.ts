import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
].join();

export interface Fuzz {
  /** Where the server is. */
  readonly base: string;
  /** Of every request: who asks. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ids that are there, by the name of the parameter. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  /** Further arguments: which operations. */
  readonly args?: readonly string[];
  /** About. */
  readonly seconds: number;
}

/** Runs schemathesis against the management API; true where it found nothing. */
export async function fuzz({ base, headers, known, args = [], seconds }: Fuzz): Promise<boolean> {
  const { FUZZ_VENV = 'node_modules/.cache/fuzz', FUZZ_EXAMPLES = '50', FUZZ_SEED, ...env } = process.env;
  const child = spawn(
    join(FUZZ_VENV, 'bin/schemathesis'),
    [
      'run',
      `${base}/admin/openapi.json`,
      ...['--checks', CHECKS],
      ...['--phases', 'examples,coverage,fuzzing'],
      ...['--mode', 'all'],
      ...['--max-time', String(seconds)],
      ...['--max-examples', FUZZ_EXAMPLES],
      ...['--request-timeout', '60'],
      ...['--suppress-health-check', 'all'],
      ...['--workers', '1'],
      ...['--warnings', 'off'],
      '--continue-on-failure',
      ...(FUZZ_SEED === undefined ? [] : ['--seed', FUZZ_SEED]),
      ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
      ...args,
    ],
    {
      cwd: packageRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...env,
        PYTHONPATH: join(packageRoot, 'test/fuzz'),
        SCHEMATHESIS_HOOKS: 'hooks',
        FUZZ_BASE: base,
        FUZZ_HEADERS: JSON.stringify(headers),
        FUZZ_KNOWN: JSON.stringify(known),
      },
    },
  );
  const [code] = await once(child, 'exit');
  return code === 0;
}
