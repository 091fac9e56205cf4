package shapes.else_in_function

label(row) := "mine" if row.owner == input.subject.id

else := "open" if row.status == "open"

else := "other"

allow if label(input.resource.properties) in {"mine", "open"}
