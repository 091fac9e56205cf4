import { account, signingIn, whoAmI } from './account.ts';
import { invitations, links } from './invitations.ts';
import { operation } from './operation.ts';
import { organizations } from './organization.ts';
import { people, rights } from './people.ts';
import { history, resources, tokens } from './resources.ts';
import { roles } from './roles.ts';
import type { Group } from './words.ts';

/** Every group, in the order in which they are read. */
export const groups: readonly Group[] = [
  people,
  rights,
  invitations,
  organizations,
  roles,
  resources,
  history,
  tokens,
  signingIn,
  links,
  whoAmI,
  account,
  operation,
];
