import { dictionary } from '@zxcvbn-ts/language-common';

/** As many of the same sign, or of the same short text, make no password. */
const LONGEST_REPEATED = 8;

const common = new Set(dictionary['passwords-common'].map((password) => password.toLowerCase()));

/** Whether a password is among those that are tried first: a common one, or a short text written several times. */
export function isCommon(password: string): boolean {
  const lower = password.toLowerCase();
  return common.has(lower) || isRepetition(lower) || isRun(lower);
}

function isRepetition(text: string): boolean {
  for (let length = 1; length <= LONGEST_REPEATED && length * 2 <= text.length; length += 1) {
    const unit = text.slice(0, length);
    if (unit.repeat(Math.ceil(text.length / length)).slice(0, text.length) === text) return true;
  }
  return false;
}

const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
];

/** Whether a text goes along the alphabet, the digits or the keyboard, in either direction, round and round. */
function isRun(text: string): boolean {
  return RUNS.some((run) => {
    const round = run.repeat(Math.ceil(text.length / run.length) + 1);
    return round.includes(text) || [...round].reverse().join('').includes(text);
  });
}
