package shapes.levels_and_blocks

allow if {
	data.users[input.subject.id].level >= input.resource.properties.level
	not input.resource.properties.status in data.blocked
	not data.users[input.resource.properties.owner].blocked
}
