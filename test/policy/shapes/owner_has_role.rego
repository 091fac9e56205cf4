package shapes.owner_has_role

allow if {
	some right in data.rights[input.resource.properties.owner].roles
	right.role == "boss"
}
