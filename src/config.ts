import { LISTEN_ADDRESS_FORM, type ListenAddress, parseListenAddress } from './listen-address.ts';
import { nearestName } from './nearest-name.ts';
import { StopMessage } from './stop-message.ts';

/** Every setting, read and checked. */
export interface Config {
  readonly accessListen: ListenAddress;
  readonly adminListen: ListenAddress;
  readonly home: string;
  /** Undefined: the embedded Postgres below `home`. */
  readonly databaseUrl: string | undefined;
  readonly catalog: string;
  /** Undefined: one is made. */
  readonly bootstrapToken: string | undefined;
  readonly logLevel: string;
  /** Bytes. */
  readonly bodyLimit: number;
  /** Milliseconds. */
  readonly requestTimeout: number;
  /** Undefined: `opa` on the PATH. */
  readonly opaBin: string | undefined;
}

export interface Setting<T = unknown> {
  /** The name of the environment variable. */
  readonly variable: string;
  /** As it would be written; undefined where there is none. */
  readonly default: string | undefined;
  /** What stands in for a default, in words. */
  readonly otherwise?: string;
  readonly sentence: string;
  /** What a value looks like, to complete "expected …". */
  readonly expected: string;
  /** Undefined when the text is no value of this setting. */
  readonly parse: (text: string) => T | undefined;
  /** Its value is not repeated in messages. */
  readonly secret?: true;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** All settings there are. The order is that of the printed table. */
export const settings: { readonly [K in keyof Config]: Setting<Config[K]> } = {
  accessListen: {
    variable: 'POSTERN_ACCESS_LISTEN',
    default: '127.0.0.1:8181',
    sentence: 'Where the decision API listens.',
    expected: LISTEN_ADDRESS_FORM,
    parse: parseListenAddress,
  },
  adminListen: {
    variable: 'POSTERN_ADMIN_LISTEN',
    default: '127.0.0.1:8282',
    sentence: 'Where the management API listens.',
    expected: LISTEN_ADDRESS_FORM,
    parse: parseListenAddress,
  },
  home: {
    variable: 'POSTERN_HOME',
    default: '.postern',
    sentence: 'The folder for what is kept between runs, such as the embedded Postgres.',
    expected: 'the path of a folder',
    parse: (text) => (text.includes('\0') ? undefined : text),
  },
  databaseUrl: {
    variable: 'DATABASE_URL',
    default: undefined,
    otherwise: 'an embedded Postgres in `POSTERN_HOME`',
    sentence: 'The Postgres database that holds users, roles and organizations.',
    expected: 'postgres://user:password@host:port/database',
    parse: (text) => (/^postgres(ql)?:\/\/\S+$/.test(text) && URL.canParse(text) ? text : undefined),
    secret: true,
  },
  catalog: {
    variable: 'POSTERN_CATALOG',
    default: 'kaliaops',
    sentence: 'The permissions and system roles that a deployment starts from.',
    expected: 'kaliaops or kiwi',
    parse: (text) => (['kaliaops', 'kiwi'].includes(text) ? text : undefined),
  },
  bootstrapToken: {
    variable: 'POSTERN_BOOTSTRAP_TOKEN',
    default: undefined,
    otherwise: 'one is made and printed once',
    sentence: 'The bearer token of the first administrator.',
    expected: 'at least 8 letters, digits or characters of -._~+/=',
    parse: (text) => (/^[A-Za-z0-9\-._~+/]{8,}=*$/.test(text) ? text : undefined),
    secret: true,
  },
  logLevel: {
    variable: 'POSTERN_LOG_LEVEL',
    default: 'warn',
    sentence: 'The least severe log lines to write; they go to standard error as JSON.',
    expected: `one of ${LOG_LEVELS.join(', ')}`,
    parse: (text) => (LOG_LEVELS.includes(text) ? text : undefined),
  },
  bodyLimit: {
    variable: 'POSTERN_BODY_LIMIT',
    default: '1048576',
    sentence: 'The longest request body in bytes; a longer one is answered with 413.',
    expected: 'a number from 1024 to 104857600',
    parse: (text) => wholeNumber(text, 1024, 104_857_600),
  },
  requestTimeout: {
    variable: 'POSTERN_REQUEST_TIMEOUT',
    default: '10000',
    sentence: 'How long a client may take to send a request, in milliseconds.',
    expected: 'a number from 100 to 600000',
    parse: (text) => wholeNumber(text, 100, 600_000),
  },
  opaBin: {
    variable: 'OPA_BIN',
    default: undefined,
    otherwise: '`opa` on the `PATH`',
    sentence: 'The OPA program, needed only to build a policy.',
    expected: 'the path of a program',
    parse: (text) => text,
  },
};

/** Settings that are unknown or wrong. The message has one line for each. */
export class ConfigError extends StopMessage {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(problems.join('\n'), 2);
  }
}

/**
 * Reads the settings from environment variables; an empty one counts as not set. Throws a ConfigError that names
 * every variable beginning with `POSTERN_` that is unknown, and every setting whose value is wrong.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems = unknownVariables(env);
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const given = env[setting.variable];
    const text = given === undefined || given === '' ? setting.default : given;
    if (text === undefined) continue;
    const value = setting.parse(text);
    if (value === undefined) problems.push(wrongValue(setting, text));
    values[name] = value;
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as unknown as Config;
}

function wrongValue(setting: Setting, text: string): string {
  const shown = setting.secret ? 'its value' : JSON.stringify(text);
  return `${setting.variable}: ${shown} is not ${setting.expected}`;
}

function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = Object.values<Setting>(settings).map((setting) => setting.variable);
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

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}
