package shapes.elements_gathered_joined

allow if {
	found := {org | some tag in input.resource.properties.tags; tag == "a"; org := data.teams[input.resource.properties.team].org}
	"north" in found
}
