package shapes.helper_value

label(row) := "mine" if row.owner == input.subject.id

else := "open" if row.status == "open"

allow if label(input.resource.properties) == "mine"

allow if {
	label(input.resource.properties) != "mine"
	input.action.name == "read"
}
