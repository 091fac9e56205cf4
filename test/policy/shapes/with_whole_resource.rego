package shapes.with_whole_resource

kind := object.get(input, ["resource", "kind"], "none")

owner := object.get(input, ["resource", "properties", "owner"], "none")

allow if {
	row := input.resource.properties
	kind == "b" with input.resource as {"kind": "b"}
	owner == "none" with input.resource as {"kind": "b"}
	row.owner == input.subject.id
}
