package shapes.partial_set_scanned

people contains input.resource.properties.owner

people contains input.resource.properties.name

allow if {
	some person in people
	data.users[person].org == "north"
}
