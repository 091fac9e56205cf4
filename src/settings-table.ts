import { settings } from './config.ts';
import type { Setting } from './settings/setting.ts';

/** The settings as a table in Markdown, one row each. */
export function settingsTable(): string {
  const rows = Object.values<Setting>(settings).map(
    (setting) =>
      `| \`${setting.variable}\` | ${
        setting.default === undefined ? (setting.otherwise ?? '') : `\`${setting.default}\``
      } | ${setting.sentence} (${setting.expected}) |`,
  );
  return ['| Variable | Default | Meaning |', '| --- | --- | --- |', ...rows, ''].join('\n');
}
