package shapes.known_in_and_not_in_row_array

allow if {
	"a" in input.resource.properties.tags
	not "b" in input.resource.properties.tags
}
