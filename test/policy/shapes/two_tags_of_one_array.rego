package shapes.two_tags_of_one_array

allow if {
	some one in input.resource.properties.tags
	one in {"a", "ab"}
	some other in input.resource.properties.tags
	other in {"b", "c"}
	input.resource.properties.flag
}
