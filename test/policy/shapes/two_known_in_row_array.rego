package shapes.two_known_in_row_array

allow if {
	"a" in input.resource.properties.tags
	"b" in input.resource.properties.labels
}
