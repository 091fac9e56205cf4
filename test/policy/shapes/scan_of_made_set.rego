package shapes.scan_of_made_set

p contains input.resource.properties.owner if input.resource.properties.flag

p contains input.resource.properties.name

allow if {
	some value in p
	value == input.subject.id
}
