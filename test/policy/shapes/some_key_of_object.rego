package shapes.some_key_of_object

allow if {
	some org, _ in data.orgs
	org == input.resource.properties.org
	data.users[input.subject.id].org == org
}
