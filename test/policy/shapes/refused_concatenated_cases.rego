# refused: concat is given something that depends on the row
package shapes.refused_concatenated_cases

kind := "a" if {
	input.resource.properties.flag
} else := "b" if {
	input.resource.properties.price > 3
} else := "c"

size := "1" if {
	input.resource.properties.level > 3
} else := "2"

allow if concat("", [kind, size]) == "a1"

allow if {
	concat("-", {kind, size}) == "2-b"
	input.resource.properties.owner == input.subject.id
}
