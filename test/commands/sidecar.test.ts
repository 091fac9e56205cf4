import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sidecarCommand } from '../../src/commands/sidecar.ts';
import { environment } from '../support/dev-process.ts';

describe('postern sidecar refuses what contradicts itself', () => {
  const wrong: [args: string[], env: Record<string, string>, message: RegExp][] = [
    [[], {}, /Where do policy and data come from\?[\s\S]*--control[\s\S]*--bundle/],
    [['--control', 'http://c', '--bundle', 'b'], {}, /^--control .* and --bundle .*: give one of them/],
    [['--control', 'http://c', '--data', 'd'], {}, /^--control .* and --data .*: give one of them/],
    [['--bundle', 'b'], { POSTERN_CONTROL_URL: 'http://c' }, /POSTERN_CONTROL_URL.*--bundle/],
    [['--bundle', 'b', '--cache', 'c'], {}, /--cache .* files need no cache/],
    [['--control', 'ftp://c'], {}, /Expected http\(s\):\/\/HOST/],
    [['--entity', 'user'], {}, /Expected type=collection/],
    [['--entity', 'user=a', '--entity', 'user=b', '--bundle', 'b'], {}, /POSTERN_ENTITIES/],
    [['--control', 'http://c', '--listen', '0.0.0.0:0'], {}, /POSTERN_ACCESS_TOKENS/],
    [
      ['--control', 'http://c', '--cache', '/dev/null/cache'],
      {},
      /the cache folder \/dev\/null\/cache can't be/,
    ],
    [['--bundle', '/nowhere/b.tar.gz'], {}, /\/nowhere\/b\.tar\.gz can't be taken: ENOENT/],
  ];
  for (const [args, env, message] of wrong) {
    test(`${args.join(' ') || 'nothing at all'} ${JSON.stringify(env)}`, async () => {
      const before = process.env;
      process.env = { ...environment(), POSTERN_ACCESS_LISTEN: '127.0.0.1:0', ...env };
      try {
        const command = sidecarCommand()
          .exitOverride()
          .configureOutput({ writeErr: () => undefined });
        await assert.rejects(command.parseAsync(args, { from: 'user' }), { message });
      } finally {
        process.env = before;
      }
    });
  }
});
