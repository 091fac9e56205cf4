package shapes.argument_of_several_not_for_all

kind := 1 if {
	input.resource.properties.flag
} else := 2 if input.resource.properties.price > 3

allow if (kind * 2) - 1 == 3

allow if {
	not kind + 1 > 0
	input.resource.properties.owner == input.subject.id
}
