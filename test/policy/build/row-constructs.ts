/** Rules that ask for the row in every way there is, `ROW` standing for its properties; some can be filters, some can't. */
export const rowConstructs: readonly string[] = [
  `allow if { some i, tag in ROW.tags
 i == 0
 tag == "a" }`,
  `allow if { some tag in ROW.tags
 not tag in data.public }`,
  `allow if { not some_bad }
some_bad if { some tag in ROW.tags
 tag in data.blocked }`,
  `allow if count({tag | some tag in ROW.tags}) > 0`,
  `allow if count({tag | some tag in ROW.tags; tag in data.public}) > 0`,
  `allow if count({tag | some tag in ROW.tags; tag in data.public}) > 1`,
  `allow if { some tag in ROW.tags
 data.teams[tag].org == "north" }`,
  `allow if { some tag in ROW.tags
 data.teams[tag].size > 2 }`,
  `allow if { some tag in ROW.tags
 data.teams[tag] }`,
  `allow if { some tag in ROW.tags
 helper(tag) }
helper(t) if t in data.public
helper(t) if t == "zz"`,
  `allow if { some tag in ROW.tags
 helper(tag) }
helper(t) if not t in data.public`,
  `allow if { some tag in ROW.tags
 some other in ROW.labels
 tag == other }`,
  `allow if { some tag in ROW.tags
 some x in tag
 x == 1 }`,
  `allow if { some tag in ROW.tags
 tag.name == "x" }`,
  `allow if ROW.tags[_] == "a"`,
  `allow if ROW.tags[i] == "a"`,
  `allow if ROW.tags[0] == "a"`,
  `allow if ROW[input.action.name] == "a"`,
  `allow if input.resource[input.action.name] == "a"`,
  `allow if data.teams[ROW.team][ROW.name] == "north"`,
  `allow if data.matrix[ROW.level][0] == "t1"`,
  `allow if [ROW.owner, ROW.team][ROW.level] == "x"`,
  `allow if {"a": ROW.owner}[input.action.name] == "u1"`,
  `allow if {"a": ROW.owner, "b": ROW.team}[ROW.name] == "u1"`,
  `allow if x := {k: v | some k, v in data.teams; v.lead == ROW.owner}`,
  `allow if count({k: v | some k, v in data.teams; v.lead == ROW.owner}) > 0`,
  `allow if "t1" in object.keys({k: v | some k, v in data.teams; v.lead == ROW.owner})`,
  `allow if {k: v | some k, v in data.teams; v.lead == ROW.owner}.t1`,
  `allow if { m := {ROW.owner: 1}
 m.u1 == 1 }`,
  `allow if { m := {"u1": ROW.owner}
 m.u1 == "u1" }`,
  `allow if max([ROW.price, 3]) > 2`,
  `allow if min({ROW.price, 3}) > 2`,
  `allow if sum([1, 2]) > ROW.price`,
  `allow if concat(",", [x | some x in data.public; x == ROW.name]) == "open"`,
  `allow if { every x in data.public { x != ROW.status } }`,
  `allow if { every t in data.teams { t.lead != ROW.owner } }`,
  `allow if { every tag in ROW.tags { tag == "a" } }`,
  `allow if { every tag in ROW.tags { tag in data.public } }`,
  `allow if startswith(ROW.name, "a") == true`,
  `allow if (startswith(ROW.name, "a") == input.flag)`,
  `allow if { x := startswith(ROW.name, "a")
 x }`,
  `allow if { x := startswith(ROW.name, "a")
 not x }`,
  `allow if { startswith(ROW.name, "a") != true }`,
  `allow if { f(ROW.name) == false }
f(n) := startswith(n, "a")`,
  `allow if { f == false }
default f := false
f if startswith(ROW.name, "a")`,
  `allow if { p[ROW.status] }
p["open"] if input.subject.id == "u1"
p["x"] if ROW.flag`,
  `allow if { p[ROW.status] == 1 }
p["open"] := 1 if ROW.flag
p["x"] := 2 if ROW.owner == "u1"`,
  `allow if { p.a == 1 }
p[x] := 1 if { x := ROW.status }`,
  `allow if { p["u1"] }
p contains x if { x := ROW.owner }`,
  `allow if { s == {"a"} }
s contains "a" if ROW.flag
s contains "b" if ROW.owner == "u1"`,
  `allow if { s != {"a"} }
s contains "a" if ROW.flag`,
  `allow if { s == {"u1"} }
s contains ROW.owner`,
  `allow if { s & {"u1"} != set() }
s contains ROW.owner`,
  `allow if { count(s & {"u1"}) > 0 }
s contains ROW.owner`,
  `allow if { count(s | {"u1"}) > 1 }
s contains ROW.owner`,
  `allow if { count(s) > 1 }
s contains ROW.owner
s contains ROW.team`,
  `allow if { count(s) == count(data.public) }
s contains "a" if ROW.flag`,
  `allow if { count(s) == ROW.level }
s contains "a" if ROW.flag`,
  `allow if { ROW.owner in {ROW.team, ROW.name} }`,
  `allow if { ROW.owner in [ROW.team, "u1"] }`,
  `allow if { ROW.owner in ROW.tags }`,
  `allow if { input.subject.id in ROW.tags }`,
  `allow if { some k, v in ROW.author
 v == "x" }`,
  `allow if { "a", "b" in ROW.author }`,
  `allow if { 0, "a" in ROW.tags }`,
  `allow if { ROW.author.name == "x"
 ROW.author == "y" }`,
  `allow if { ROW == {"a": 1} }`,
  `allow if { input.resource == {"id": "a"} }`,
  `allow if { input.resource.properties }`,
  `allow if { walk(ROW, [p, v])
 v == 1 }`,
  `allow if { elsewhere with input as {"x": ROW.owner} }
elsewhere if lower(input.x) == "a"`,
  `allow if { elsewhere with data.teams as {"t1": {"lead": ROW.owner}} }
elsewhere if data.teams[input.action.name].lead == "u1"`,
  `allow if { f(1) with f as g }
f(x) if x == 2
g(x) if upper(ROW.name) == "A"`,
  `allow if { upper(ROW.name) == "X" with upper as lower }`,
  `allow if is_null(ROW.owner)`,
  `allow if is_boolean({"a": ROW.flag})`,
  `allow if is_number(data.teams[ROW.team].size)`,
  `allow if is_number(ROW.price)`,
  `allow if object.get(ROW, ROW.name, 1) == 1`,
  `allow if object.get(ROW, "name", ROW.owner) == "u1"`,
  `allow if object.get(ROW, ["author", "name"], "x") == "x"`,
  `allow if object.get(input, ["resource", "properties", "name"], "x") == "x"`,
  `allow if object.get(data.teams[ROW.team], "org", "x") == "x"`,
  `allow if object.get(data.teams, ROW.team, {}) == {}`,
  `allow if ROW.price == {1}`,
  `allow if ROW.price < {"a": 1}`,
  `allow if ROW.price < [1]`,
  `allow if [ROW.price] < [1]`,
  `allow if {ROW.price} == {ROW.level}`,
  `allow if {"a": ROW.price} == {"a": ROW.level}`,
  `allow if {"a": ROW.price} == data.prices`,
  `allow if data.teams[ROW.team] == {"org": "north", "size": 1}`,
  `allow if data.teams[ROW.team] == data.teams[ROW.name]`,
  `allow if data.teams[ROW.team].size > data.teams[ROW.name].size`,
  `allow if regex.match("a", data.teams[input.action.name].lead)`,
  `allow if lower(data.users[input.subject.id].org) == ROW.org`,
  `allow if level == 1
level := 1 if ROW.status == "open"
level := 2 if ROW.status == "x"`,
  `allow if level == 1
level := 1 if ROW.status == "open"
level := 1 if ROW.flag`,
  `allow if level == 1
level := ROW.price if ROW.flag
level := 2 if ROW.owner == "x"`,
  `allow if f(ROW.owner) == 1
f(x) := 1 if x == "u1"
f(x) := 2 if x == "u2"`,
  `allow if { x := [ROW.owner, ROW.team]
 some y in x
 y == "u1" }`,
  `allow if { some x in {ROW.owner, "u2"}
 x == input.subject.id }`,
  `allow if { x := {"k": ROW.owner}
 some y in x
 y == "u1" }`,
  `allow if { arr := array.concat([ROW.owner], ["b"])
 arr[0] == "u1" }`,
  `allow if { x := [y | y := ROW.owner]
 x[0] == "u1" }`,
  `allow if { x := [y | some y in ROW.tags]
 count(x) > 0 }`,
  `allow if { x := [y | some y in data.teams; y.open]
 x[0].lead == ROW.owner }`,
  `allow if { print(ROW.owner)
 ROW.flag }`,
  `allow if { -ROW.price < 3 }`,
  `allow if { [a, b] := [ROW.owner, ROW.team]
 a == b }`,
  `allow if { {"a": a} := {"a": ROW.owner}
 a == "u1" }`,
  `allow if { [a, b] := ROW.tags
 a == b }`,
  `allow if { ROW.tags == [] }`,
  `allow if { not ROW.tags }`,
  `allow if { union({{ROW.owner}, {"u1"}}) == {"u1"} }`,
  `allow if { time.parse_rfc3339_ns(ROW.name) < time.now_ns() }`,
  `allow if { ROW.price < time.now_ns() }`,
  `allow if { numbers.range(1, ROW.level)[0] == 1 }`,
  `allow if f(ROW.owner) == 1
f(x) := 1 if x == "u1"
f(_) := 2 if ROW.flag`,
  `allow if level == 1
level := 1 if ROW.price > 1
level := 2 if ROW.price < 2`,
];

/** Those whose refusal only the data decides, or guards that have to be weighed against each other: a build says nothing of them. */
export const decidedLater: readonly string[] = [
  `allow if ROW.price == data.prices`,
  `allow if { ROW.tags == data.flags.empty }`,
];
