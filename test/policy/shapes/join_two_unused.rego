package shapes.join_two_unused

allow if {
	lead := data.teams[input.resource.properties.team].lead
	country := data.orgs[input.resource.properties.org].country
	input.action.name == "read"
}

allow if {
	country := data.orgs[input.resource.properties.org].country
	lead := data.teams[input.resource.properties.team].lead
	input.action.name == "write"
}
