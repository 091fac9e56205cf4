package shapes.partial_object_joined

admins[team] if {
	some team, entry in data.teams
	entry.lead == input.subject.id
}

allow if admins[input.resource.properties.team]
