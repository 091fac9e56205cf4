package shapes.object_literal_field

request := {"owner": input.resource.properties.owner, "mode": input.action.name}

allow if {
	request.owner == input.subject.id
	request.mode == "read"
}
