import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';

/** The first example in a language on a page of the documentation. */
export function documentedExample(page: string, language: string): string {
  const text = readFileSync(join(packageRoot, page), 'utf8');
  const example = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1];
  if (example === undefined) throw new Error(`${page} has no example in ${language}`);
  return example;
}
