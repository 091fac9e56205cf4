package shapes.known_gathered_by_tags

allow if {
	found := {name | some tag in input.resource.properties.tags; some name in ["a", "b"]; name == tag}
	"b" in found
}
