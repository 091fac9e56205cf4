import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { temporaryFolder } from './dev-process.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser of this machine, by CHROMIUM_BIN or the PATH. */
export const chromium = process.env.CHROMIUM_BIN ?? onPath();
export const noChromium = chromium === undefined ? 'needs chromium, by CHROMIUM_BIN or on the PATH' : false;

export interface ShownPage {
  /** The document as it is after loading. */
  readonly dom: string;
  /** What the browser's console says: errors of scripts, and what a policy of the page refused. */
  readonly console: readonly string[];
}

/** Loads a page without a window. */
export async function showPage(t: TestContext, url: string): Promise<ShownPage> {
  const { stdout, stderr } = await promisify(execFile)(
    chromium ?? 'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      `--user-data-dir=${temporaryFolder(t)}`,
      '--enable-logging=stderr',
      '--log-level=0',
      '--dump-dom',
      url,
    ],
    { maxBuffer: 64 * 1024 * 1024, timeout: 60_000 },
  );
  return { dom: stdout, console: stderr.split('\n').filter((line) => /\bCONSOLE\b/.test(line)) };
}

function onPath(): string | undefined {
  const places = (process.env.PATH ?? '').split(delimiter);
  return NAMES.flatMap((name) => places.map((place) => join(place, name))).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
