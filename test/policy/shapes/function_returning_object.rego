package shapes.function_returning_object

summary(row) := {"owner": row.owner, "open": row.status}

allow if summary(input.resource.properties).owner == input.subject.id

allow if {
	summary(input.resource.properties).open == "open"
	input.action.name == "read"
}
