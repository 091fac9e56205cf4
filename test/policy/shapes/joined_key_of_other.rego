package shapes.joined_key_of_other

good if {
	org := data.teams[input.resource.properties.team].org
	_ = data.orgs[org].limit
	input.resource.properties.flag
}

allow if not good

allow if {
	org := data.teams[input.resource.properties.team].org
	_ = data.orgs[org].limit
	org != "x"
	input.resource.properties.owner == "u2"
}
