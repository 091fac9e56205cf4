package shapes.else_compared

grade := 1 if input.resource.properties.status == "open"

else := 5 if input.resource.properties.flag

else := 9

allow if grade > 3
