package shapes.scan_of_made_object_keys

p["a"] := input.resource.properties.owner if input.resource.properties.flag

p["b"] := input.resource.properties.name

allow if {
	some key, value in p
	key == input.resource.properties.status
	value == input.subject.id
}
