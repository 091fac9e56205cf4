# refused: there may be two values at once for one row
package shapes.refused_conflict_of_alternatives

never if {
	either
	input.resource.properties.owner == "u2"
	input.resource.properties.name == "b"
}

either if input.resource.properties.owner == "u1"

either if input.resource.properties.name == "a"

some_of if never

some_of if input.resource.properties.flag

kind := 1

kind := 2 if some_of

allow if kind == 2
