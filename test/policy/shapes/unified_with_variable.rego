package shapes.unified_with_variable

allow if {
	owner := input.resource.properties.owner
	team := input.resource.properties.team
	data.teams[team].lead == owner
}
