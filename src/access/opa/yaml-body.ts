import { parseDocument, type ScalarTag } from 'yaml';
import { isYamlTooDeep, MAX_NESTING } from '../../nesting.ts';
import { BadRequest, Refusal } from '../errors.ts';

/** Characters; reading YAML takes a hundred times as long as JSON, and nothing else goes on meanwhile. */
const LONGEST_YAML = 131_072;
/** How often anchors may be repeated, all in all; each could stand for a whole document. */
const MOST_ALIASES = 100;

/** `010` is eight, as OPA has it from YAML 1.1; everything else is of YAML 1.2. */
const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0[0-7]+$/,
  resolve: (text) => Number.parseInt(text, 8),
};

/** Parses a body of YAML: one document, read as its JSON would be. Throws BadRequest, or a Refusal where it is too long. */
export function parseYaml(text: string): unknown {
  if (text.length > LONGEST_YAML)
    throw new Refusal(413, `a body of YAML may have ${LONGEST_YAML} characters; JSON may be longer`);
  if (isYamlTooDeep(text)) throw new BadRequest(`the body is YAML nested deeper than ${MAX_NESTING} levels`);
  try {
    const document = parseDocument(text, {
      schema: 'core',
      merge: true,
      customTags: (tags) => [octal, ...tags],
      logLevel: 'error',
    });
    const [problem] = document.errors;
    if (problem !== undefined) throw problem;
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new BadRequest(`the body is not YAML: ${message.split('\n', 1)[0]}`);
  }
}
