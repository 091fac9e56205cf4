# refused: there may be two values at once for one row
package shapes.refused_conflict_of_negation

open if {
	input.resource.properties.status == "open"
	input.resource.properties.flag
}

kind := 1 if not open

kind := 2 if input.resource.properties.status == "open"

allow if kind == 2
