package shapes.ended_for_owner

ended(right) if right.not_after * 1000000000 <= time.now_ns()

allow if {
	some right in data.rights[input.resource.properties.owner].roles
	ended(right)
}
