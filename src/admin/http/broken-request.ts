import { answerBrokenRequests } from '../../broken-request.ts';
import { PROBLEM_TYPE, Problem } from './problem.ts';

const NAMES: Readonly<Record<number, readonly [code: string, title: string]>> = {
  408: ['request-timeout', 'Request timeout'],
  413: ['body-too-large', 'Body too large'],
  431: ['headers-too-large', 'Header fields too large'],
};

/** Answers what is no request that a route could answer as a problem document, and ends the connection. */
export const answerBrokenRequest = answerBrokenRequests((status, message) => {
  const [code, title] = NAMES[status] ?? ['malformed-request', 'Malformed request'];
  const detail = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
  return { type: PROBLEM_TYPE, body: JSON.stringify(new Problem({ status, code, title, detail }).document) };
});
