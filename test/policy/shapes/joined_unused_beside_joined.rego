package shapes.joined_unused_beside_joined

row := input.resource.properties

allow if {
	lead := data.teams[row.team].lead
	data.orgs[row.org].country == "de"
}
