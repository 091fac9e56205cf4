package shapes.every_of_made_object

p["a"] := input.resource.properties.owner if input.resource.properties.flag

p["b"] := input.resource.properties.name

allow if {
	every _, value in p {
		value == input.subject.id
	}
}
