package shapes.nested_sets

p contains {"a": input.resource.properties.owner} if input.resource.properties.flag

p contains {"a": "u2"}

allow if {
	some one in p
	one.a == input.subject.id
}
