import { readFileSync } from 'node:fs';
import { nearestName } from './nearest-name.ts';
import { accessSettings } from './settings/access.ts';
import { accountSettings } from './settings/accounts.ts';
import { administrationSettings } from './settings/administration.ts';
import { controlSettings } from './settings/control.ts';
import { decidingSettings } from './settings/deciding.ts';
import { decisionLogSettings } from './settings/decision-log.ts';
import { processSettings } from './settings/process.ts';
import type { Setting, Values } from './settings/setting.ts';
import { storageSettings } from './settings/storage.ts';
import { StopMessage } from './stop-message.ts';

/** All settings there are. The order is that of the printed table. */
export const settings = {
  ...accessSettings,
  ...administrationSettings,
  ...accountSettings,
  ...storageSettings,
  ...controlSettings,
  ...decidingSettings,
  ...decisionLogSettings,
  ...processSettings,
};

/** Every setting, read and checked. What each is stands beside its name, in `settings/`. */
export type Config = Values<typeof settings>;

/** Settings that are unknown or wrong. The message has one line for each. */
export class ConfigError extends StopMessage {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(problems.join('\n'), 2);
  }
}

/** What is added to the name of a secret setting for the one that names a file with its value. */
const FILE_SUFFIX = '_FILE';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from environment variables; an empty one counts as not set. A secret may stand in a file instead.
 * Throws a ConfigError that names every variable beginning with `POSTERN_` that is unknown, and every setting whose
 * value is wrong.
 */
export function loadConfig(env: Environment): Config {
  const problems = unknownVariables(env);
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    try {
      const text = readText(env, setting) ?? setting.default;
      if (text === undefined) continue;
      const value = setting.parse(text);
      if (value === undefined) problems.push(wrongValue(setting, text));
      values[name] = value;
    } catch (error) {
      problems.push(`${setting.variable}: ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as unknown as Config;
}

function readText(env: Environment, { variable, secret }: Setting): string | undefined {
  const given = env[variable] || undefined;
  const file = secret && !hasFileSetting(variable) ? env[variable + FILE_SUFFIX] || undefined : undefined;
  if (file === undefined) return given;
  if (given !== undefined) throw new Error(`give only one of it and ${variable}${FILE_SUFFIX}`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`${variable}${FILE_SUFFIX} names a file that can't be read: ${(error as Error).message}`);
  }
}

/** An address with a password in it. */
const CREDENTIALS = /:\/\/[^/\s]*@/;

/** Whether the file with a secret is a setting of its own, because it is watched. */
function hasFileSetting(variable: string): boolean {
  return Object.values<Setting>(settings).some((other) => other.variable === variable + FILE_SUFFIX);
}

function wrongValue(setting: Setting, text: string): string {
  const hidden = setting.secret || CREDENTIALS.test(text);
  const shown = hidden ? 'its value' : JSON.stringify(text);
  return `${setting.variable}: ${shown} is not ${setting.expected}`;
}

function unknownVariables(env: Environment): string[] {
  const known = Object.values<Setting>(settings).flatMap(({ variable, secret }) =>
    secret ? [variable, variable + FILE_SUFFIX] : [variable],
  );
  return Object.keys(env)
    .filter((name) => name.toUpperCase().startsWith('POSTERN_') && !known.includes(name))
    .filter((name) => !isServiceLink(name, env[name] ?? ''))
    .sort()
    .map((name) => {
      const nearest = nearestName(name.toUpperCase(), known);
      return `${name}: there is no such setting; ${
        nearest === undefined ? '"postern settings" lists them all' : `did you mean ${nearest}?`
      }`;
    });
}

/**
 * Kubernetes puts variables of this form into every container of a namespace that has a service named `postern…`.
 * Source: Kubernetes documentation, "Accessing the Service", environment variables.
 */
function isServiceLink(name: string, value: string): boolean {
  if (/_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)$/.test(name)) return true;
  if (/_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/.test(name)) return true;
  return name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(value);
}
