/**
 * The builtins OPA compiles into a module, without the deprecated ones.
 * Source: OPA 1.22, internal/compiler/wasm/wasm.go, `builtinsFunctions`.
 */
export const nativeBuiltins: readonly string[] = words(`
  abs and array.concat array.flatten array.reverse array.slice
  base64.decode base64.encode base64.is_valid base64url.decode base64url.encode
  bits.and bits.lsh bits.negate bits.or bits.rsh bits.xor
  ceil concat contains count div endswith equal floor format_int glob.match graph.reachable gt gte indexof
  internal.member_2 internal.member_3 internal.template_string intersection
  is_array is_boolean is_null is_number is_object is_set is_string
  json.filter json.is_valid json.marshal json.remove json.unmarshal
  lower lt lte max min minus mul neq net.cidr_contains net.cidr_intersects numbers.range
  object.filter object.get object.keys object.remove object.union object.union_n or plus product
  regex.find_all_string_submatch_n regex.is_valid regex.match rem replace round
  sort split startswith strings.replace_n strings.reverse substring sum to_number
  trim trim_left trim_prefix trim_right trim_space trim_suffix type_name union upper walk
`);

/** What the compiler takes out or rewrites before a module is made. */
export const compileTimeBuiltins: readonly string[] = words(`
  assign eq internal.print print rego.metadata.chain rego.metadata.rule
`);

/** What OPA 1 refuses in policies of today; our builtins have them for the conformance with older ones. */
export const deprecatedBuiltins: readonly string[] = words(`
  all any cast_array cast_boolean cast_null cast_object cast_set cast_string net.cidr_overlap re_match set_diff
`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
