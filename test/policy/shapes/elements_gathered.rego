package shapes.elements_gathered

allow if {
	found := {tag | some tag in input.resource.properties.tags; tag in {"a", "b"}}
	"a" in found
}
