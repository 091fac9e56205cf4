package shapes.joined_unused_then_false

allow if {
	lead := data.teams[input.resource.properties.team].lead
	size := data.teams[input.resource.properties.team].size
	size > 2
	lead != "u2"
}

allow if {
	_ = data.orgs[data.teams[input.resource.properties.team].org].limit
	input.resource.properties.flag
}
