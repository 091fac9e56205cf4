import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** The OPA release that the committed bundle is built with. */
export const opaVersion = '1.22.2';

/** OPA is missing, or refused what it was given. The message is for a person. */
export class OpaError extends Error {
  override readonly name = 'OpaError';
}

/** The OPA program: `OPA_BIN`, then `opa` on the PATH. Throws an OpaError that says how to get it. */
export async function findOpa(environment: NodeJS.ProcessEnv): Promise<string> {
  const named = environment.OPA_BIN;
  if (named !== undefined && named !== '') {
    if (await isProgram(named)) return named;
    throw new OpaError(`OPA_BIN names ${named}, which is not a program`);
  }
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    const path = join(folder, process.platform === 'win32' ? 'opa.exe' : 'opa');
    if (folder !== '' && (await isProgram(path))) return path;
  }
  throw new OpaError(howToGetOpa());
}

/** Runs OPA in a folder and gives what it printed. Throws an OpaError with OPA's own message. */
export async function runOpa(opa: string, folder: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(opa, args, { cwd: folder, maxBuffer: 256 * 1024 * 1024 });
    return stdout;
  } catch (cause) {
    const { stderr, stdout, message } = cause as { stderr?: string; stdout?: string; message: string };
    throw new OpaError([stderr, stdout, message].find((text) => text?.trim())?.trim() ?? message, { cause });
  }
}

/** The version of an OPA program (`1.22.2`). */
export async function versionOfOpa(opa: string): Promise<string> {
  const printed = await runOpa(opa, '.', ['version']);
  return /^Version: (\S+)/m.exec(printed)?.[1] ?? 'unknown';
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function howToGetOpa(): string {
  const system = { darwin: 'darwin', win32: 'windows' }[process.platform as string] ?? 'linux';
  const processor = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const suffix =
    system === 'windows' ? '.exe' : system === 'darwin' && processor === 'amd64' ? '' : '_static';
  const release = `https://github.com/open-policy-agent/opa/releases/download/v${opaVersion}/opa_${system}_${processor}${suffix}`;
  return [
    `Building a policy needs OPA ${opaVersion}, found neither in OPA_BIN nor on the PATH. Ways to get it:`,
    `  its release for this platform: ${release}`,
    `    (compare its SHA-256 with ${release}.sha256, make it executable and set OPA_BIN to it)`,
    `  with Go: go install github.com/open-policy-agent/opa@v${opaVersion}`,
  ].join('\n');
}
