package changing

row := input.resource.properties

org if data.teams[row.team].org == "north"

not_org if not data.teams[row.team].org == "north"

no_org if data.teams[row.team].org == null

led if data.teams[row.team].lead

not_led if not data.teams[row.team].lead

leads if {
	some team in data.teams
	team.lead == row.owner
}

of_large if {
	some name, team in data.teams
	team.size > 2
	name == row.team
}

mine if row.team in data.users[input.subject.id].teams

sized if data.teams[row.team].size > 2

blocked if row.status in data.blocked

strict if data.flags.strict

strict_row if {
	row.flag
	not data.flags.strict
}

name_of_team if row.team in object.keys(data.teams)

many if {
	count(data.teams) > 3
	row.flag
}

exactly if {
	count(data.teams) == 4
	row.flag
}

sorted_in_order if {
	concat(",", sort([name | data.teams[name]])) == "t1,t2,t3,t4"
	row.flag
}

in_order if {
	concat(",", [name | data.teams[name]]) == "t1,t2,t3,t4"
	row.flag
}

orgs_are if {
	data.orgs == {"north": {"country": "kr", "limit": 5}, "south": {"country": "de"}}
	row.flag
}

orgs_as_key if {
	{{"north": {"country": "kr", "limit": 5}, "south": {"country": "de"}}: true}[data.orgs]
	row.flag
}

orgs_twice if {
	count({data.orgs, {"north": {"country": "kr", "limit": 5}, "south": {"country": "de"}}}) == 1
	row.flag
}

org_is if data.orgs[row.org] == {"country": "de"}

country if data.orgs[data.teams[row.team].org].country == "kr"

owner if data.owners[input.resource.id] == input.subject.id

not_owner if not data.owners[input.resource.id] == input.subject.id

public if row.status in data.public

added if data.added.one.owner == row.owner

replaced if data.replaced.one.owner == row.owner

emptied if {
	not data.emptied.one
	row.flag
}

emptied_size if {
	count(data.emptied) == 0
	row.flag
}

shares if {
	some share in data.shares
	share.user == input.subject.id
	share.doc == input.resource.id
}

rank if data.grades[row.status].rank == 2

any_rank if data.grades[row.status].rank

limited if row.price < data.prices.high

same_lead if data.teams[row.team].lead == row.owner

lead_of_north if {
	some name in {"north", "south"}
	data.teams[row.team].org == name
	data.orgs[name].limit > 3
}

limited_org if data.orgs[row.org].limit

not_limited_org if not data.orgs[row.org].limit

org_there if data.orgs[row.org]

org_named if {
	some name, _ in data.orgs
	name == row.org
}

others_own if data.owners[input.resource.id] != input.subject.id

owned_by_any if data.owners[input.resource.id]

no_such_root if {
	not data.nothing
	row.flag
}

in_no_such_root if data.nothing[row.status]

grade_there if {
	some name, _ in data.grades
	name == row.status
}

limit_there if {
	_ = data.orgs[row.org].limit
	row.flag
}

limit_not_there if not limit_there

of_two_orgs if data.teams[row.team].org in ["north", "south"]

not_of_two_orgs if not data.teams[row.team].org in ["north", "south"]
