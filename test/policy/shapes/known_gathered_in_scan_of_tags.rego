package shapes.known_gathered_in_scan_of_tags

allow if {
	found := {pair | some tag in input.resource.properties.tags; tag in {"a", "b"}; some pair in ["x", "y"]; input.resource.properties.flag}
	"x" in found
}
