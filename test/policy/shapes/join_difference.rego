package shapes.join_difference

allow if {
	data.teams[input.resource.properties.team].lead != input.subject.id
	data.teams[input.resource.properties.team].lead != input.resource.properties.owner
}
