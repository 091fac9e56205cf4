package shapes.known_member_missing

allow if {
	team := data.teams.t9
	input.resource.properties.status == "open"
}

allow if {
	team := data.teams.t1
	input.resource.properties.status == "x"
}
