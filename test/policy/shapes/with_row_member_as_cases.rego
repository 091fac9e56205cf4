package shapes.with_row_member_as_cases

# What stands in for a member of the row is one of several values, by the row.
allow if second with input.resource.properties.level as grade

second if input.resource.properties.level == 2

grade := 1 if input.resource.properties.status == "open"

else := 2 if input.resource.properties.owner == input.subject.id
