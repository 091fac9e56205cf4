/** Conditions of a row in every form that rules take. `ROW` stands for the row's fields. */
const atoms: readonly string[] = [
  'ROW.status == "open"',
  'ROW.status != "x"',
  'ROW.owner == input.subject.id',
  'ROW.owner != null',
  'ROW.flag',
  'ROW.price < 10',
  'ROW.price >= data.prices.low',
  '3 < ROW.price',
  'ROW.price <= ROW.level',
  'ROW.owner == ROW.name',
  'ROW.status in data.blocked',
  'ROW.team in data.users[input.subject.id].teams',
  '"a" in ROW.tags',
  'some_tag',
  'data.teams[ROW.team].org == "north"',
  'data.teams[ROW.team].org == data.users[input.subject.id].org',
  'data.teams[ROW.team].size > 2',
  'data.teams[ROW.team].open',
  'data.teams[ROW.team]',
  'data.teams[ROW.team].lead == ROW.owner',
  'data.orgs[data.teams[ROW.team].org].country == "kr"',
  'input.subject.id in data.acl[input.resource.id]',
  'startswith(ROW.name, "a")',
  'contains(ROW.name, "b")',
  'is_null(ROW.owner)',
  'mine(ROW.owner)',
  'grade == 2',
  'grade > 1',
  'size > 2',
  'count(denials) == 0',
  '"foreign" in denials',
  'count(leading) > 0',
  'ROW.team in leading',
  'label(ROW) == "mine"',
  'org_of_team == "north"',
  'rights[input.action.name]',
  'open == true',
  'shared',
  'object.get(data.owners, input.resource.id, "u2") == input.subject.id',
  'object.get(ROW, "status", null) == null',
  '[ROW.status, ROW.flag] == ["open", true]',
  'elsewhere with input.kind as ROW.status',
  'led with data.teams.t1.lead as "u2"',
  'input.action.name == "read"',
];

/** The rules that the conditions name. */
const helpers = `
some_tag if {
	some tag in ROW.tags
	tag in data.users[input.subject.id].teams
}

mine(owner) if owner == input.subject.id

grade := 1 if ROW.status == "open"

else := 2 if ROW.owner == input.subject.id

else := 3 if ROW.price > 3

default size := 0

size := data.teams[ROW.team].size

denials contains "blocked" if ROW.status in data.blocked

denials contains "foreign" if not ROW.owner == input.subject.id

leading := {name | some name, team in data.teams; team.lead == ROW.owner}

label(row) := "mine" if row.owner == input.subject.id

else := "open" if row.status == "open"

org_of_team := data.teams[ROW.team].org

rights["read"] if ROW.status == "open"

rights["write"] if ROW.owner == input.subject.id

open := ROW.status == "open"

shared if {
	some share in data.shares
	share.user == input.subject.id
	share.doc == input.resource.id
}

elsewhere if input.kind == "x"

led if data.teams.t1.lead == ROW.owner
`;

type Draw = (below: number) => number;

/** A policy made by drawing, in which conditions are joined, negated, chained by else and passed through rules. */
export function randomPolicy(name: string, draw: Draw): string {
  const pick = (from: readonly string[]) => from[draw(from.length)] as string;
  const parts: string[] = [];
  let made = 0;
  const condition = (depth: number): string => {
    const kind = depth > 0 ? draw(10) : 9;
    if (kind < 2) return `not ${pick(atoms)}`;
    if (kind > 5) return pick(atoms);
    made += 1;
    const rule = `rule_${made}`;
    if (kind === 2) parts.push(`${rule} if {\n${body(depth - 1)}\n}\n\n${rule} if {\n${body(depth - 1)}\n}`);
    else if (kind === 3) {
      parts.push(`${rule} := 1 if {\n${body(depth - 1)}\n}\n\nelse := 2 if {\n${body(depth - 1)}\n}`);
      return pick([`${rule} == 1`, `${rule} > 1`, `${rule} != 2`]);
    } else if (kind === 4) {
      parts.push(`default ${rule} := false\n\n${rule} if {\n${body(depth - 1)}\n}`);
      return pick([rule, `${rule} == false`, `not ${rule}`]);
    } else {
      parts.push(
        `${rule} contains "p" if {\n${body(depth - 1)}\n}\n\n${rule} contains "q" if {\n${body(depth - 1)}\n}`,
      );
      return pick([
        `count(${rule}) == 0`,
        `count(${rule}) > 1`,
        `"p" in ${rule}`,
        `${rule}.q`,
        `not ${rule}.p`,
      ]);
    }
    return pick([rule, `not ${rule}`]);
  };
  const body = (depth: number): string =>
    Array.from({ length: 1 + draw(2) }, () => `\t${condition(depth)}`).join('\n');
  const allow = Array.from({ length: 1 + draw(2) }, () => `allow if {\n${body(2)}\n}`);
  const text = [`package shapes.${name}`, helpers.trim(), ...allow, ...parts].join('\n\n');
  return `${text.replaceAll('ROW', 'input.resource.properties')}\n`;
}
