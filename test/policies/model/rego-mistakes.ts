/** A mistake someone could make in the policy: in a file, one text in place of another. */
export interface Mistake {
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}

export const mistakes: readonly Mistake[] = [
  ...inFile('allow.rego', [
    ['user.status == "active"', 'user.status != "deactivated"'],
    ['\tapplies(permission)\n', ''],
    ['\tnot denied(permission)\n', ''],
    ['\tnot ended(denial)\n', ''],
    ['\tnot ended(assignment)\n', ''],
    ['\tnot ended(grant)\n', ''],
    ['\tin_scope(scope)\n', ''],
    ['\tin_scope(grant.scope)\n', ''],
    ['\tin_bounds(assignment)\n', ''],
    ['\tin_bounds(grant)\n', ''],
    ['\tbelongs_to(right.organization)\n', ''],
    ['\tnot right.organization\n', ''],
    ['\twithin_limits_of(right.organization)\n', ''],
    ['\twithin_limits_of_user\n', ''],
  ]),
  ...inFile('subject.rego', [
    ['subject_is_user if input.subject.type == "service"', ''],
    ['some organization in user.organizations', 'some organization in []'],
    ['if some team in user.teams', 'if some team in []'],
    [' if subject_is_user', ''],
  ]),
  ...inFile('scope.rego', [
    ['own if input.resource.properties.owner == user.employee', ''],
    ['own if input.resource.properties.owner == input.subject.id', ''],
    ['within_team if own', ''],
    ['within_organization if within_team', ''],
    ['in_scope("team") if within_team', 'in_scope("team") if within_organization'],
    ['in_scope("own") if own', 'in_scope("own") if within_team'],
    ['within_team if input.resource.properties.team in user.teams', ''],
    [
      'within_organization if data.teams[input.resource.properties.team].organization in organizations_of_user',
      '',
    ],
    ['within_organization if input.resource.properties.organization in organizations_of_user', ''],
    ['belongs_to(organization) if organization in input.resource.properties.organizations', ''],
    [
      'belongs_to(organization) if data.teams[input.resource.properties.team].organization == organization',
      '',
    ],
    ['data.teams[team].organization == organization', 'team == organization'],
  ]),
  ...inFile('limits.rego', [
    ['within_limits_of_user if not limited_by_some_organization', 'within_limits_of_user if true'],
    ['within_limits_of(organization) if not limits(organization)', ''],
    ['\tlimits(organization)\n', '\tdata.organizations[organization].limits[input.resource.type] != {}\n'],
    [
      '\tsome organization in organizations_of_user\n\tdata',
      '\tsome organization in user.organizations\n\tdata',
    ],
  ]),
  ...inFile('time.rego', [
    ['now >= right', 'now > right'],
    ['1000000000', '1000000'],
  ]),
  ...inFile('masks.rego', [['\tnot permits(permission)\n', '\tnot applies(permission)\n']]),
  ...inFile('reasons.rego', [
    ['else := permission_missing if count(rights) == 0\n', ''],
    ['else := permission_denied if denied(input.action.name)\n', ''],
    ['else := rights_ended if count(live_rights) == 0\n', 'else := rights_ended if count(live_rights) < 2\n'],
    ['else := organization_limit if count(limiting_organizations) > 0\n', ''],
  ]),
  ...inFile('rights.rego', [
    ['\tnot ended(right.terms)\n', ''],
    ['["all", "organization", "team", "own"]', '["own", "team", "organization", "all"]'],
    ['\tbelongs_to(organization)\n', ''],
    ['\tnot right.terms.organization\n} else', '} else'],
  ]),
];

function inFile(file: string, changes: readonly (readonly [right: string, wrong: string])[]): Mistake[] {
  return changes.map(([right, wrong]) => ({ file, right, wrong }));
}
