package shapes.elements_gathered_field

allow if {
	found := {team | some tag in input.resource.properties.tags; tag == "a"; team := input.resource.properties.team}
	"t1" in found
}
