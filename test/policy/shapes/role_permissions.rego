package shapes.role_permissions

allow if {
	some role in data.users[input.subject.id].roles
	some action in data.roles[role]
	action in {input.action.name, "*"}
	input.resource.properties.org == data.users[input.subject.id].org
}
