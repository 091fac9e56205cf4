import { answerBrokenRequests } from '../../broken-request.ts';
import { errorBody } from '../errors.ts';

/** Answers what is no request that a route could answer, and ends the connection. */
export const answerBrokenRequest = answerBrokenRequests((status, message) => ({
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(errorBody('', status, message)),
}));
