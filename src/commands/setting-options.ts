import { InvalidArgumentError, Option } from 'commander';
import { type Config, loadConfig, settings } from '../config.ts';
import type { Setting } from '../settings/setting.ts';

/** An option of the command line that says the same as a setting, and wins over it. */
export interface SettingOption {
  readonly setting: keyof Config;
  readonly flags: string;
  /** May be given several times; the setting has the values separated by commas. */
  readonly repeatable?: true;
}

type Given = Readonly<Record<string, unknown>>;

/** For `Command.addOption`. A value that is none of the setting's is refused with what was expected. */
export function toOption({ setting: name, flags, repeatable }: SettingOption): Option {
  const setting: Setting = settings[name];
  const hint = repeatable ? '; repeatable' : '';
  const option = new Option(flags, `${setting.sentence} (${setting.variable}${hint})`);
  return option.argParser<string>((text, previous) => {
    if (setting.parse(text) === undefined) throw new InvalidArgumentError(`Expected ${setting.expected}.`);
    return repeatable && previous !== undefined ? `${previous},${text}` : text;
  });
}

/** The settings of the environment, and over them the options that were given. */
export function configWith(options: readonly SettingOption[], given: Given): Config {
  const env: Record<string, string | undefined> = { ...process.env };
  for (const option of options) {
    const text = given[toOption(option).attributeName()];
    const { variable, secret } = settings[option.setting] as Setting;
    if (typeof text !== 'string') continue;
    env[variable] = text;
    if (secret) delete env[`${variable}_FILE`];
  }
  return loadConfig(env);
}
