import type { Row } from './row-shape.ts';
import type { Disagreement } from './run-check.ts';
import type { Question, Voice } from './voices/voice.ts';

type Verdicts = Disagreement['verdicts'];

/** The smallest row, and the smallest subject, on which the voices still differ: members go one by one while they do. */
export async function shrink(question: Question, row: Row, voices: readonly Voice[]): Promise<Disagreement> {
  let smallest = { question, row, verdicts: await verdictsOf(question, row, voices) };
  for (let smaller = true; smaller; ) {
    smaller = false;
    for (const candidate of candidates(smallest.question, smallest.row)) {
      const verdicts = await verdictsOf(candidate.question, candidate.row, voices);
      if (!differ(verdicts)) continue;
      smallest = { ...candidate, verdicts };
      smaller = true;
      break;
    }
  }
  return smallest;
}

function differ(verdicts: Verdicts): boolean {
  const [first] = verdicts;
  return (
    verdicts.some(({ admits }) => admits !== first?.admits) &&
    verdicts.every(({ admits }) => typeof admits === 'boolean')
  );
}

async function verdictsOf(question: Question, row: Row, voices: readonly Voice[]): Promise<Verdicts> {
  const verdicts = await Promise.all(
    voices.map(async (voice) => {
      const admits = await voice.admits(question, [row]).then(
        (answer) => answer?.[0],
        (error: Error) => error.message,
      );
      return admits === undefined ? [] : [{ voice: voice.name, admits }];
    }),
  );
  return verdicts.flat();
}

function* candidates(question: Question, row: Row): Generator<{ question: Question; row: Row }> {
  for (const properties of simpler(row.properties)) yield { question, row: { ...row, properties } };
  if (question.context !== undefined) {
    const { context, ...rest } = question;
    yield { question: rest, row };
  }
  const { properties } = question.subject;
  if (properties !== undefined) {
    const { type, id } = question.subject;
    yield { question: { ...question, subject: { type, id } }, row };
  }
}

/** Each value replaced by null, and longer texts and lists by shorter ones. A member stays: rows have every column. */
function* simpler(object: Record<string, unknown>): Generator<Record<string, unknown>> {
  for (const [name, value] of Object.entries(object)) {
    if (value === null) continue;
    yield { ...object, [name]: null };
    if (typeof value === 'string' && value.length > 1) yield { ...object, [name]: half(value) };
    if (Array.isArray(value) && value.length > 0) yield { ...object, [name]: value.slice(1) };
    if (typeof value === 'object' && !Array.isArray(value)) {
      for (const inner of simpler(value as Record<string, unknown>)) yield { ...object, [name]: inner };
    }
  }
}

function half(text: string): string {
  const characters = [...text];
  return characters.slice(0, characters.length >> 1).join('');
}
