import { EvaluationLimit } from '../builtin.ts';

/** What github.com/yashtewari/glob-intersection reads: single characters, `.`, `[a-c]`, each with `+`, `*` or nothing. */
interface Token {
  /** Undefined: any character. */
  readonly characters: ReadonlySet<string> | undefined;
  readonly isSet: boolean;
  readonly flag: '' | '+' | '*';
}

/** Whether two globs match some text in common. Undefined where one of them is malformed. */
export function globsIntersect(left: string, right: string): boolean | undefined {
  const first = tokenize(left);
  const second = tokenize(right);
  if (first === undefined || second === undefined) return undefined;
  const trimmed = trim(simplify(first), simplify(second));
  steps = 0;
  return trimmed !== undefined && intersectNormal(...trimmed);
}

/** A set from `a` to `z` has as many members; one over all of Unicode is more than a policy needs. */
const largestSet = 200_000;

function tokenize(glob: string): Token[] | undefined {
  const input = [...glob];
  const tokens: Token[] = [];
  for (let at = 0; at < input.length; ) {
    let token: Omit<Token, 'flag'>;
    const character = input[at] ?? '';
    at += 1;
    if (character === '\\') {
      const escaped = input[at];
      if (escaped === undefined) return undefined;
      token = { characters: new Set([escaped]), isSet: false };
      at += 1;
    } else if (character === '.') token = { characters: undefined, isSet: false };
    else if (character === '[') {
      const set = tokenizeSet(input, at);
      if (set === undefined) return undefined;
      token = { characters: set.characters, isSet: true };
      at = set.end;
    } else if (character === ']' || character === '+' || character === '*') return undefined;
    else token = { characters: new Set([character]), isSet: false };
    const next = input[at];
    if (next === '\\' && at === input.length - 1) return undefined;
    const flag = next === '+' || next === '*' ? next : '';
    if (flag !== '') at += 1;
    tokens.push({ ...token, flag });
  }
  return tokens;
}

function tokenizeSet(
  input: readonly string[],
  start: number,
): { characters: Set<string>; end: number } | undefined {
  const characters = new Set<string>();
  let previous: string | undefined;
  for (let at = start; at < input.length; ) {
    const one = nextCharacter(input, at);
    if (one === undefined) return undefined;
    at = one.end;
    if (!one.escaped && one.character === ']') return { characters, end: at };
    if (one.escaped || one.character !== '-') {
      characters.add(one.character);
      previous = one.character;
      continue;
    }
    const last = previous === undefined || at >= input.length - 1 ? undefined : nextCharacter(input, at);
    if (last === undefined || (!last.escaped && (last.character === ']' || last.character === '-')))
      return undefined;
    at = last.end;
    const from = previous?.codePointAt(0) ?? 0;
    const to = last.character.codePointAt(0) ?? 0;
    if (to < from || to - from > largestSet) return undefined;
    for (let code = from; code <= to; code++) characters.add(String.fromCodePoint(code));
    previous = undefined;
  }
  return undefined;
}

function nextCharacter(
  input: readonly string[],
  at: number,
): { readonly character: string; readonly escaped: boolean; readonly end: number } | undefined {
  const character = input[at];
  if (character === undefined) return undefined;
  if (character !== '\\') return { character, escaped: false, end: at + 1 };
  const escaped = input[at + 1];
  return escaped === undefined ? undefined : { character: escaped, escaped: true, end: at + 2 };
}

/** `t*t*` is `t*`, `t+t*` is `t+`. */
function simplify(tokens: readonly Token[]): Token[] {
  const simple: Token[] = [];
  for (const token of tokens) {
    const last = simple.at(-1);
    if (last !== undefined && last.flag !== '' && token.flag !== '' && equal(last, token)) {
      simple[simple.length - 1] = { ...last, flag: last.flag === '+' || token.flag === '+' ? '+' : '*' };
    } else simple.push(token);
  }
  return simple;
}

function equal(a: Token, b: Token): boolean {
  if (a.isSet !== b.isSet || (a.characters === undefined) !== (b.characters === undefined)) return false;
  if (a.characters === undefined || b.characters === undefined) return true;
  const { characters } = b;
  return a.characters.size === characters.size && [...a.characters].every((one) => characters.has(one));
}

function match(a: Token | undefined, b: Token | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const { characters } = b;
  if (a.characters === undefined || characters === undefined) return true;
  return [...a.characters].some((one) => characters.has(one));
}

type Pair = [readonly Token[], readonly Token[]];

/** Takes off the beginnings and ends that match token by token, but for one each; undefined where some don't. */
function trim(first: readonly Token[], second: readonly Token[]): Pair | undefined {
  let start = 0;
  for (; start < first.length && start < second.length; start++) {
    if (first[start]?.flag !== '' || second[start]?.flag !== '') break;
    if (!match(first[start], second[start])) return undefined;
  }
  if (start > 0) start -= 1;
  let end1 = first.length - 1;
  let end2 = second.length - 1;
  for (; end1 >= start && end2 >= start; end1--, end2--) {
    if (first[end1]?.flag !== '' || second[end2]?.flag !== '') break;
    if (!match(first[end1], second[end2])) return undefined;
  }
  if (end1 < first.length - 1) {
    end1 += 1;
    end2 += 1;
  }
  return [first.slice(start, end1 + 1), second.slice(start, end2 + 1)];
}

/** The most steps of one search: with many stars they may double with each. */
const mostSteps = 1_000_000;
let steps = 0;

function intersectNormal(first: readonly Token[], second: readonly Token[]): boolean {
  steps += 1;
  if (steps > mostSteps) throw new EvaluationLimit('the globs have too many stars');
  let at = 0;
  for (; at < first.length && at < second.length; at++) {
    if (first[at]?.flag !== '' || second[at]?.flag !== '') {
      return intersectSpecial(first.slice(at), second.slice(at));
    }
    if (!match(first[at], second[at])) return false;
  }
  return at === first.length && at === second.length;
}

function intersectSpecial(first: readonly Token[], second: readonly Token[]): boolean {
  const [flagged, other] = first[0]?.flag !== '' ? [first, second] : [second, first];
  return flagged[0]?.flag === '+' ? intersectPlus(flagged, other) : intersectStar(flagged, other);
}

function intersectPlus(plussed: readonly Token[], other: readonly Token[]): boolean {
  if (!match(plussed[0], other[0])) return false;
  if (intersectStar(plussed, other.slice(1))) return true;
  return other[0]?.flag !== '' && intersectNormal(plussed.slice(1), other);
}

function intersectStar(starred: readonly Token[], other: readonly Token[]): boolean {
  const [star, next] = starred;
  for (const [at, token] of other.entries()) {
    const goesOn = match(token, next) && intersectNormal(starred.slice(1), other.slice(at));
    if (goesOn) return true;
    if (!match(token, star)) return false;
  }
  return next === undefined;
}
