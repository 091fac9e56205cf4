/** A change to part of a text of SQL, as it stands in the source. */
export interface SqlChange {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** What each piece of SQL is taken for; an empty one is left out. */
const PIECES: readonly (readonly [RegExp, string])[] = [
  [/ OR /g, ' AND '],
  [/ AND /g, ' OR '],
  [/IS NOT NULL/g, 'IS NULL'],
  [/IS NULL/g, 'IS NOT NULL'],
  [/NOT (?!NULL)/g, ''],
  [/ COLLATE (BINARY|"C"|Latin1_General_100_BIN2_UTF8)/g, ''],
  [/::[a-z]+(\[\])?/g, ''],
  [/(?<=[^<>=!:]) = (?!ANY)/g, ' <> '],
  [/ IS (?=\$|w)/g, ' IS NOT '],
  [/ > /g, ' >= '],
  [/(?<=['`])<(?=['`])/g, '<='],
  [/(?<=['`])<=(?=['`])/g, '<'],
  [/(?<=['`])>(?=['`])/g, '>='],
  [/(?<=['`])>=(?=['`])/g, '>'],
  [/(?<=['`])=(?=['`])/g, '<>'],
  [/(?<=['`])<>(?=['`])/g, '='],
  [/1 = 1/g, '1 = 0'],
  [/1 = 0/g, '1 = 1'],
  [/\b(?<!\$)0\b(?! =|'|")/g, '1'],
  [/-length/g, 'length'],
  [/<=>/g, '='],
  [/'true'/g, "'false'"],
  [/'integer', 'real'/g, "'integer'"],
  [/'(integer|text|real)'/g, "'blob'"],
  [/\bLEFT\(/g, 'RIGHT('],
  [/\bRIGHT\(/g, 'LEFT('],
  [/\bright\(/g, 'left('],
  [/\bstarts_with\(/g, 'strpos('],
  [/\bANY\b/g, 'ALL'],
  [/\bALL\b/g, 'ANY'],
  [/\bIN\b/g, 'NOT IN'],
  [/ELSE false/g, 'ELSE true'],
  [/ELSE true/g, 'ELSE false'],
  [/CAST\((\$\{.*?\}|CONVERT\(.*?\)) AS (BLOB|BINARY)\)/g, '$1'],
];

/** Mistakes in the literal or template that holds SQL: words exchanged, collations and casts left out, clauses dropped. */
export function mutateSql(literal: string): SqlChange[] {
  const changes: SqlChange[] = [];
  for (const [piece, replacement] of PIECES) {
    for (const match of literal.matchAll(piece)) {
      const [text] = match;
      changes.push({
        start: match.index,
        end: match.index + text.length,
        replacement: replacement.replace('$1', match[1] ?? ''),
      });
    }
  }
  return [
    ...changes.filter(({ start, end, replacement }) => literal.slice(start, end) !== replacement),
    ...droppedClauses(literal),
  ];
}

/** Each clause that an AND or OR joins to another, left out with that word. */
function droppedClauses(literal: string): SqlChange[] {
  return [...literal.matchAll(/ (AND|OR) /g)].flatMap((match) => {
    const [start, end] = [match.index, match.index + match[0].length];
    return [
      { start: clauseStart(literal, start), end, replacement: '' },
      { start, end: clauseEnd(literal, end), replacement: '' },
    ];
  });
}

function clauseStart(literal: string, from: number): number {
  let depth = 0;
  for (let n = from - 1; n > 0; n--) {
    const character = literal[n];
    if (character === ')' || character === '}') depth += 1;
    if (character === '(' || character === '{') depth -= 1;
    if (depth < 0) return n + 1;
    if (depth === 0 && /^ (AND|OR|WHERE|WHEN|THEN) /.test(literal.slice(n)))
      return n + literal.slice(n).indexOf(' ', 1) + 1;
  }
  return 1;
}

function clauseEnd(literal: string, from: number): number {
  let depth = 0;
  for (let n = from; n < literal.length - 1; n++) {
    const character = literal[n];
    if (character === '(' || character === '{') depth += 1;
    if (character === ')' || character === '}') depth -= 1;
    if (depth < 0) return n;
    if (depth === 0 && /^ (AND|OR|THEN|ELSE) /.test(literal.slice(n))) return n;
  }
  return literal.length - 1;
}
