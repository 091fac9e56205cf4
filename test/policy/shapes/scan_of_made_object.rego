package shapes.scan_of_made_object

p["a"] := input.resource.properties.owner if input.resource.properties.flag

p["b"] := input.resource.properties.name

allow if {
	some value in p
	value == input.subject.id
}
