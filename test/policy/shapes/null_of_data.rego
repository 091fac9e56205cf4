package shapes.null_of_data

# A member that is null is there, and equals what is null.
allow if data.users[input.subject.id].manager == input.resource.properties.owner

allow if {
	data.owners.d3 == input.resource.properties.status
	input.action.name == "read"
}
