import { aggregateBuiltins } from './builtins/aggregates.ts';
import { arithmeticBuiltins } from './builtins/arithmetic.ts';
import { arrayBuiltins } from './builtins/arrays.ts';
import { bitBuiltins } from './builtins/bits.ts';
import type { Builtin } from './builtins/builtin.ts';
import { comparisonBuiltins } from './builtins/comparison.ts';
import { conversionBuiltins } from './builtins/conversions.ts';
import { cryptoBuiltins } from './builtins/crypto.ts';
import { encodingBuiltins } from './builtins/encoding.ts';
import { formattingBuiltins } from './builtins/formatting.ts';
import { globBuiltins } from './builtins/globs.ts';
import { graphBuiltins } from './builtins/graphs.ts';
import { jsonBuiltins } from './builtins/json.ts';
import { jsonPatchBuiltins } from './builtins/json-patch.ts';
import { jsonPathBuiltins } from './builtins/json-paths.ts';
import { jsonSchemaBuiltins } from './builtins/json-schemas.ts';
import { networkBuiltins } from './builtins/networks.ts';
import { objectBuiltins } from './builtins/objects.ts';
import { rangeBuiltins } from './builtins/ranges.ts';
import { regexBuiltins } from './builtins/regex.ts';
import { setBuiltins } from './builtins/sets.ts';
import { stringBuiltins } from './builtins/strings.ts';
import { timeBuiltins } from './builtins/time.ts';
import { tokenBuiltins } from './builtins/tokens.ts';
import { typeBuiltins } from './builtins/types.ts';
import { unitBuiltins } from './builtins/units.ts';
import { uriBuiltins } from './builtins/uris.ts';
import { uuidBuiltins } from './builtins/uuids.ts';
import { versionBuiltins } from './builtins/versions.ts';
import { walkBuiltins } from './builtins/walk.ts';
import { yamlBuiltins } from './builtins/yaml.ts';

export { type Builtin, type EvaluationClock, EvaluationLimit } from './builtins/builtin.ts';

/** Every builtin that policies may call, by name (`time.now_ns`), but for those that OPA compiles away. */
export const builtins: ReadonlyMap<string, Builtin> = new Map(
  Object.entries({
    ...aggregateBuiltins,
    ...arithmeticBuiltins,
    ...arrayBuiltins,
    ...bitBuiltins,
    ...comparisonBuiltins,
    ...conversionBuiltins,
    ...cryptoBuiltins,
    ...encodingBuiltins,
    ...formattingBuiltins,
    ...globBuiltins,
    ...graphBuiltins,
    ...jsonBuiltins,
    ...jsonPatchBuiltins,
    ...jsonPathBuiltins,
    ...jsonSchemaBuiltins,
    ...networkBuiltins,
    ...objectBuiltins,
    ...rangeBuiltins,
    ...regexBuiltins,
    ...setBuiltins,
    ...stringBuiltins,
    ...timeBuiltins,
    ...tokenBuiltins,
    ...typeBuiltins,
    ...unitBuiltins,
    ...uriBuiltins,
    ...uuidBuiltins,
    ...versionBuiltins,
    ...walkBuiltins,
    ...yamlBuiltins,
  }),
);
