import { closed, id } from '../schemas.ts';

/** The id of an organization or a team that a user was added to. */
export const membership = closed({ id });
export const membershipsParams = closed({ user: id });
export const membershipParams = closed({ user: id, group: id });
