/**
 * Makes the built command executable, and links it so that `npx postern` finds it in the checkout: npm links the
 * commands of dependencies, but not that of the package it stands in.
 */
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules/.bin');

chmodSync(join(root, 'dist/main.js'), 0o755);
mkdirSync(bin, { recursive: true });
rmSync(join(bin, 'postern'), { force: true });
symlinkSync('../../dist/main.js', join(bin, 'postern'));
