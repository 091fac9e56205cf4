package shapes.partial_set_member

reasons contains "owner" if input.resource.properties.owner == input.subject.id

reasons contains "open" if input.resource.properties.status == "open"

allow if "owner" in reasons

allow if {
	reasons.open
	input.action.name == "read"
}
