import type { Group } from './words.ts';

const things = (things: string, Title: string, one: string, made: object, changed: object) => ({
  [`GET /${things}`]: { id: `list${Title}s`, summary: `List ${things}` },
  [`POST /${things}`]: { id: `create${Title}`, summary: `Create ${one}`, example: made },
  [`GET /${things}/{id}`]: { id: `get${Title}`, summary: `Read ${one}` },
  [`PATCH /${things}/{id}`]: { id: `change${Title}`, summary: `Change ${one}`, example: changed },
  [`DELETE /${things}/{id}`]: { id: `delete${Title}`, summary: `Delete ${one}` },
});

export const organizations: Group = {
  tag: 'Organizations',
  description: 'Organizations with their limits, their teams, and the employees of both.',
  operations: {
    ...things(
      'organizations',
      'Organization',
      'an organization',
      { id: 'north', code: 'NORTH', name: 'North', description: 'Plants beyond the river' },
      { description: 'Plants on both sides of the river' },
    ),
    'GET /organizations/{organization}/limits': {
      id: 'listLimits',
      summary: 'List the limits of an organization',
    },
    'GET /organizations/{organization}/limits/{type}': {
      id: 'getLimit',
      summary: 'Read which resources of a type an organization reaches',
    },
    'PUT /organizations/{organization}/limits/{type}': {
      id: 'setLimit',
      summary: 'Limit an organization to named resources of a type',
      example: { resources: ['cluster-1', 'cluster-2'] },
    },
    'DELETE /organizations/{organization}/limits/{type}': {
      id: 'deleteLimit',
      summary: 'Open a type of resource to an organization again',
    },
    ...things(
      'teams',
      'Team',
      'a team',
      { id: 'north-operations', organization: 'north', name: 'Operations' },
      { name: 'Operations and support' },
    ),
    ...things(
      'employees',
      'Employee',
      'an employee',
      {
        id: 'e-17',
        name: 'Anna Schmidt',
        email: 'anna@example.com',
        title: 'Engineer',
        organization: 'north',
        team: 'north-operations',
      },
      { team: 'north-operations' },
    ),
  },
};
