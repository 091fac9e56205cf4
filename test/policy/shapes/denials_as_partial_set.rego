package shapes.denials_as_partial_set

default allow := false

deny contains "blocked" if data.users[input.resource.properties.owner].blocked

deny contains "level" if data.users[input.subject.id].level < input.resource.properties.level

allow if {
	input.resource.properties.status != null
	count(deny) == 0
}
